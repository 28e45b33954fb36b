/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dax_kmem: turn device-dax instances into RAM of a NUMA node. A claim is the
 * driver's object for a device that it has bound; an orphan is a claim whose
 * device was unbound while its memory was online.
 *
 * Lock order, outermost first:
 *
 *   device lock of the dax device	driver core, around probe and remove
 *   dk->lock				one change of a device at a time
 *   hold_lock				the kernel's online-page callback
 *   device_hotplug_lock, device lock of a memory block, mem_hotplug_lock
 *					taken by the kernel functions we call
 *   claims_lock			list of claims; taken by the notifier,
 *					which runs under all of the above
 *   dk->blocks_lock			memory blocks, record of a failure
 *   ledger_lock			known bad pages
 *   pending_lock			bad pages to retire later
 *
 * The last four are spinlocks; no lock is taken inside the last three. Reading
 * an attribute takes spinlocks only, so that a read does not wait for a change
 * that is in progress.
 */
#ifndef DAX_KMEM_CLAIM_H
#define DAX_KMEM_CLAIM_H

#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include "core/plan.h"
#include "core/policy.h"
#include "core/spanset.h"
#include "failure.h"
#include "job.h"

struct dk_node;
struct resource;

/* Who may currently online and offline blocks of a device. */
enum dk_gate {
	DK_GATE_POLICY,		/* anyone, in zones that the policy allows */
	DK_GATE_OWNER,		/* only the task that changes the device */
	DK_GATE_SHUT,		/* no one: the kernel must not auto-online */
};

/* Where the memmap of added memory is placed. */
enum dk_memmap {
	DK_MEMMAP_AUTO,		/* in the block itself if the kernel can */
	DK_MEMMAP_ON,		/* in the block itself, or the add fails */
	DK_MEMMAP_OFF,		/* in memory that exists already */
	DK_NR_MEMMAPS,
};

extern const char * const dk_memmap_words[DK_NR_MEMMAPS];

#define DK_NAME_LEN 32
#define DK_NO_GROUP (-1)

/**
 * struct dk_bind - a device and the settings of its bind
 * @dev: the device; the caller holds its device lock
 * @ranges: physical ranges of @dev in bytes, end not included
 * @node: target node of @dev, or NUMA_NO_NODE
 * @plug: add memory; otherwise only take over memory that exists already
 * @policy: initial policy
 * @memmap: initial placement of the memmap
 * @groups: the attributes of @dev while it is bound
 */
struct dk_bind {
	struct device *dev;
	const struct dk_spanset *ranges;
	int node;
	bool plug;
	enum dk_policy policy;
	enum dk_memmap memmap;
	const struct attribute_group **groups;
};

/**
 * struct dax_kmem - a claim: a bound device, or an orphan
 * @list: link in the list of claims; claims_lock
 * @dev: the bound dax device; NULL for an orphan; claims_lock
 * @groups: attributes of @dev
 * @name: name of the device; its reservations point to this string for
 *	/proc/iomem, so it must outlive them
 * @ranges: ranges of the device, adjoining ranges merged; constant
 * @usable: the whole memory blocks of @ranges; constant
 * @block_size: bytes in a memory block; constant
 * @nr_blocks: number of blocks in @usable; constant
 * @fw_node: the node that firmware names; NUMA_NO_NODE if none; constant
 * @lock: serialises changes; guards the members below, except where noted
 * @leaving: the device is not bound yet or being unbound: refuse writes
 * @worker: the thread that changes the device; NULL for an orphan
 * @near: the node whose CPUs the thread was moved to
 * @job: the change in progress, written under @lock, read anywhere
 * @retry: delayed work for the retry of an undo
 * @retry_fn: the change that @retry runs
 * @retry_delay: seconds between two retries
 * @stuck: a change has failed and its undo is incomplete
 * @retrying: the change in progress is the driver's own retry
 * @failing: observations about the change in progress, for @failure
 * @goal: the last state that was reached on request
 * @policy: written under @lock, read anywhere, like the settings below
 * @wanted: number of blocks that the user wants plugged
 * @kernel: number of blocks, from the first one, for a kernel zone
 * @timeout: time limit for unplugging, in seconds; 0 for none
 * @check_room: refuse to offline memory whose contents other nodes cannot take
 * @memmap: where the memmap is placed
 * @withhold: number of bad pages from which on their whole block is excluded; 0: only
 *	the pages are
 * @scrub_always: overwrite all memory that is removed
 * @node: NUMA node of the memory; changes only while unplugged
 * @adistance: abstract distance set by the user; 0 to use the kernel's value
 * @pinned: the claim holds reservations, a group, a type and the module
 * @memmap_here: blocks are added with their memmap in the block itself
 * @res: reservation of each extent of @usable; NULL while unplugged
 * @deposit: reservation of each range under the policy "reserved"; NULL
 *	otherwise; written under @lock
 * @deposit_name: name of these reservations
 * @whole: extents that another driver added in one piece
 * @mgid: static memory group, or DK_NO_GROUP
 * @on_node: shared by all claims plugged on @node; NULL while unplugged
 * @scrubbed: bytes overwritten by the scrub in progress, or by the last one
 * @to_scrub: bytes that this scrub overwrites in total
 * @unreported: 1 + index of the last block that changed without an event; 0 if none
 * @last_but_one: the block being offlined leaves its node with one block;
 *	written under @lock, read by the notifier
 * @last_one: the block being offlined is the last of its node
 * @gate: written under @lock, read by the notifier
 * @owner: the task that holds @lock and changes the device, for the notifier
 * @going: the block that @owner is changing, for the notifier; NULL if none
 * @adder: the task that adds a block and onlines it next; NULL if none
 * @blocks_lock: guards the members below against readers without @lock
 * @blocks: the memory block of each block, with a reference; NULL if absent
 * @failure: record of the last requested change
 */
struct dax_kmem {
	struct list_head list;
	struct device *dev;
	const struct attribute_group **groups;
	char name[DK_NAME_LEN];

	struct dk_spanset ranges;
	struct dk_spanset usable;
	u64 block_size;
	u32 nr_blocks;
	int fw_node;

	struct mutex lock;	/* see above */
	bool leaving;
	struct kthread_worker *worker;
	int near;
	struct dk_job *job;
	struct kthread_delayed_work retry;
	dk_job_fn retry_fn;
	unsigned int retry_delay;
	bool stuck;
	bool retrying;
	struct dk_failure failing;
	enum dk_state goal;

	enum dk_policy policy;
	u32 wanted;
	u32 kernel;
	u32 timeout;
	bool check_room;
	enum dk_memmap memmap;
	u32 withhold;
	bool scrub_always;
	int node;
	int adistance;

	bool pinned;
	bool memmap_here;
	struct resource **res;
	struct resource **deposit;
	char deposit_name[DK_NAME_LEN + 16];
	bool *whole;
	int mgid;
	struct dk_node *on_node;

	atomic64_t scrubbed;
	atomic64_t to_scrub;

	u32 unreported;
	bool last_but_one;
	bool last_one;
	enum dk_gate gate;
	struct task_struct *owner;
	struct memory_block *going;
	struct task_struct *adder;

	spinlock_t blocks_lock;	/* see above */
	struct memory_block **blocks;
	struct dk_failure failure;
};

/*
 * Log a line that names the device. dev_err() cannot do this for an orphan,
 * which has no device.
 */
#define dk_err(dk, fmt, ...)						\
	pr_err("dax_kmem %s: " fmt, (dk)->name, ##__VA_ARGS__)
#define dk_warn(dk, fmt, ...)						\
	pr_warn("dax_kmem %s: " fmt, (dk)->name, ##__VA_ARGS__)
#define dk_info(dk, fmt, ...)						\
	pr_info("dax_kmem %s: " fmt, (dk)->name, ##__VA_ARGS__)

/* claim.c */
struct dax_kmem *dax_kmem_alloc(const struct dk_bind *bind);
void dax_kmem_free(struct dax_kmem *dk);
int dax_kmem_enter(struct dax_kmem *dk);
void dax_kmem_set_gate(struct dax_kmem *dk, enum dk_gate gate);

/* claims.c */
int dax_kmem_claim_enter(struct dax_kmem *dk);
int dax_kmem_claim_of(const struct dk_spanset *ranges, char *name);
void dax_kmem_claim_leave(struct dax_kmem *dk);
struct dax_kmem *dax_kmem_adopt(struct device *dev,
				const struct dk_spanset *ranges);
void dax_kmem_orphan(struct dax_kmem *dk);
int dax_kmem_with_owner_of(struct dk_span span,
			   int (*fn)(struct dax_kmem *dk, void *arg),
			   void *arg);
bool dax_kmem_kept_range(u64 nth,
			 void (*fn)(struct dax_kmem *dk, u32 range, void *arg),
			 void *arg);
bool dax_kmem_any_claim(bool (*is)(struct dax_kmem *dk), char *name);

#endif /* DAX_KMEM_CLAIM_H */
