/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dax_kmem: memory of a device-dax instance as RAM of a NUMA node.
 *
 * Lock order, outermost first:
 *
 *   device lock of the dax device	driver core, around probe and remove
 *   dk->lock				one change of a device at a time
 *   hold_lock				the kernel's online-page callback
 *   device_hotplug_lock, device lock of a memory block, mem_hotplug_lock
 *					the kernel's, inside the calls we make
 *   claims_lock			list of claims; taken by the notifier,
 *					which runs under all of the above
 *   dk->blocks_lock			pointers to memory blocks, the last failure
 *   ledger_lock			pages that are known to be bad
 *   pending_lock			bad pages to be looked at again
 *
 * The last four are spinlocks; nothing is taken inside the last three. Reading
 * a file takes spinlocks only, so that files can be read while a change goes
 * on for as long as it likes.
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
#include "job/job.h"

struct dk_node;

/* Who may bring blocks of a device online, or offline, at this moment. */
enum dk_gate {
	DK_GATE_POLICY,		/* anybody, into the zone that the policy names */
	DK_GATE_OWNER,		/* only the task that changes the device */
	DK_GATE_SHUT,		/* nobody: the kernel must not auto-online */
};

/* Where the memory map of what is added is to be. */
enum dk_memmap {
	DK_MEMMAP_AUTO,		/* in the block itself if the kernel can */
	DK_MEMMAP_ON,		/* in the block itself, or the add fails */
	DK_MEMMAP_OFF,		/* in memory that is there already */
	DK_NR_MEMMAPS,
};

extern const char * const dk_memmap_words[DK_NR_MEMMAPS];

#define DK_NAME_LEN 32
#define DK_NO_GROUP (-1)

/**
 * struct dk_bind - a device, and how it is to be bound
 * @dev: the device; the caller holds its device lock
 * @ranges: its physical ranges in bytes, end not included
 * @node: its target node, or NUMA_NO_NODE
 * @plug: add memory; else only what is there already becomes the device's
 * @policy: the policy to begin with
 * @memmap: where the memory map is to be
 * @groups: the device's attributes, while it is bound
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
 * struct dax_kmem - one claimed device, or what an unbound one left online
 * @list: in the list of claims; claims_lock
 * @dev: the bound dax device; NULL for an orphan; claims_lock
 * @groups: its attributes
 * @name: name of the device; also that of its lines in /proc/iomem, so it
 *	stays where it is as long as a reservation does
 * @ranges: what the device consists of, adjoining ranges merged; constant
 * @usable: the whole memory blocks of @ranges; constant
 * @block_size: bytes in a memory block; constant
 * @nr_blocks: number of blocks in @usable; constant
 * @fw_node: the node that firmware names; NUMA_NO_NODE if none; constant
 * @lock: serialises changes; guards all that follows, except as it says
 * @leaving: it is not bound, or no more: no write changes it
 * @worker: the thread that changes the device; NULL for an orphan
 * @near: the node whose CPUs the thread was moved to
 * @job: the change in progress, written under @lock, read anywhere
 * @retry: an undo that the thread tries again later
 * @retry_fn: what does that
 * @retry_delay: seconds between two tries
 * @stuck: a change has failed, and could not be undone
 * @retrying: the change in progress is such a retry, which nobody has asked for
 * @failing: what was seen of the change in progress, should it fail
 * @goal: the last state that was reached on request
 * @policy: written under @lock, read anywhere; so are the settings below
 * @wanted: blocks that are to exist
 * @kernel: the first so many blocks are for the kernel's zone
 * @timeout: seconds that giving back may take; 0 for no limit
 * @check_room: refuse to take away what the other nodes have no room for
 * @memmap: where the memory map is to be
 * @withhold: leave out whole blocks for a bad page, not just the page
 * @scrub_always: overwrite whatever is removed
 * @node: NUMA node that the memory goes to; changes while unplugged only
 * @adistance: abstract distance set by hand; 0 for what the kernel says
 * @pinned: there are reservations, a group and a type, and the module is held
 * @memmap_here: the memory map of what is added goes to the block itself
 * @res: reservation of each extent of @usable; NULL while unplugged
 * @whole: extents that another driver added in one piece
 * @mgid: static memory group, or DK_NO_GROUP
 * @on_node: what it shares with our other devices on @node; NULL while unplugged
 * @scrubbed: bytes that the scrub that goes on, or the last one, has done
 * @to_scrub: ... of so many
 * @untold: 1 + the block that changed last and of which no event was sent; 0 for none
 * @last_but_one: a block is going, and its node will have one left; written under
 *	@lock, read by the notifier
 * @gate: written under @lock, read by the notifier
 * @owner: the thread that holds @lock and changes the device, for the notifier
 * @blocks_lock: guards what follows against readers without @lock
 * @blocks: the memory block of each block, with a reference; NULL if absent
 * @failure: of the last change that was asked for
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
	bool withhold;
	bool scrub_always;
	int node;
	int adistance;

	bool pinned;
	bool memmap_here;
	struct resource **res;
	bool *whole;
	int mgid;
	struct dk_node *on_node;

	atomic64_t scrubbed;
	atomic64_t to_scrub;

	u32 untold;
	bool last_but_one;
	enum dk_gate gate;
	struct task_struct *owner;

	spinlock_t blocks_lock;	/* see above */
	struct memory_block **blocks;
	struct dk_failure failure;
};

/*
 * A line of the log that names the device, bound or not: an orphan has no
 * device for dev_err() to name.
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
