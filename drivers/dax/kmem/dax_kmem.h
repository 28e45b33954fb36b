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
#ifndef DAX_KMEM_H
#define DAX_KMEM_H

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

#define DK_NAME_LEN 32
#define DK_NO_GROUP (-1)
#define DK_ANY_BLOCK (~0UL)

/**
 * struct dax_kmem - one claimed device, or what an unbound one left online
 * @list: in the list of claims; claims_lock
 * @dev: the bound dax device; NULL for an orphan; claims_lock
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

/* main.c */
extern const char *dax_kmem_bus_name;
enum dk_policy dax_kmem_default_policy(void);
enum dk_memmap dax_kmem_default_memmap(void);
bool dax_kmem_plug_on_bind(void);
bool dax_kmem_block_events(void);

/* bus.c */
int dax_kmem_bus_target_node(struct device *dev);
int dax_kmem_dev_ranges(struct device *dev, struct dk_spanset *set);
bool dax_kmem_binds_unplugged(struct device *dev);
bool dax_kmem_bound_elsewhere(struct device *dev, struct dk_span span,
			      char *who, size_t size);
extern const struct attribute_group *dax_kmem_driver_groups[];
int dax_kmem_bus_init(void);
void dax_kmem_bus_exit(void);

/* device.c */
int dax_kmem_bind(struct device *dev, const struct dk_spanset *ranges,
		  int node, bool plug);
void dax_kmem_unbind(struct device *dev);
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted);
int dax_kmem_resize(struct dax_kmem *dk, u32 blocks);
u32 dax_kmem_most_blocks(struct dax_kmem *dk);

/* settings.c */
int dax_kmem_set_policy(struct dax_kmem *dk, enum dk_policy policy);
int dax_kmem_set_kernel(struct dax_kmem *dk, u32 blocks);
int dax_kmem_set_timeout(struct dax_kmem *dk, u32 seconds);
int dax_kmem_set_check_room(struct dax_kmem *dk, bool check);
int dax_kmem_set_memmap(struct dax_kmem *dk, enum dk_memmap memmap);
int dax_kmem_set_withhold(struct dax_kmem *dk, bool withhold);
int dax_kmem_set_scrub_always(struct dax_kmem *dk, bool scrub);
int dax_kmem_set_node(struct dax_kmem *dk, int node);
int dax_kmem_set_adistance(struct dax_kmem *dk, int adistance);

/* claim.c */
struct dax_kmem *dax_kmem_alloc(struct device *dev,
				const struct dk_spanset *ranges, int node);
void dax_kmem_free(struct dax_kmem *dk);
int dax_kmem_enter(struct dax_kmem *dk);

/* orphan.c */
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
bool dax_kmem_any_online(char *name);

/* block.c */
u32 dax_kmem_first_block(const struct dax_kmem *dk, u32 extent);
u32 dax_kmem_extent_of(const struct dax_kmem *dk, u32 i);
struct dk_span dax_kmem_block_span(const struct dax_kmem *dk, u32 i);
unsigned long dax_kmem_block_id(const struct dax_kmem *dk, u32 i);
enum dk_block_state dax_kmem_block_state(struct dax_kmem *dk, u32 i,
					 const char **zone);
void dax_kmem_census(struct dax_kmem *dk, struct dk_census *c);
enum dk_state dax_kmem_state(struct dax_kmem *dk);
struct page *dax_kmem_next_used(unsigned long *pfn, unsigned long end,
				unsigned long *nr);
u32 dax_kmem_block_used(struct dax_kmem *dk, u32 i);
struct memory_block *dax_kmem_block_get(struct dax_kmem *dk, u32 i);
struct device *dax_kmem_block_find(struct dax_kmem *dk, unsigned long id);
int dax_kmem_block_attach(struct dax_kmem *dk, u32 i);
void dax_kmem_block_detach(struct dax_kmem *dk, u32 i);

/* blockfile.c */
struct device_attribute *
dax_kmem_find_attr(const struct attribute_group **groups, const char *name);
int dax_kmem_block_write(struct dax_kmem *dk, u32 i, enum dk_state state);
int dax_kmem_auto_online(struct dax_kmem *dk);
int dax_kmem_soft_offline(struct memory_block *mem, u64 addr);

/* huge.c */
/**
 * struct dk_huge - bytes in huge pages (hugetlb) of a memory block
 * @free: in the node's pool
 * @used: not free
 */
struct dk_huge {
	u64 free;
	u64 used;
};

void dax_kmem_huge_count(struct dax_kmem *dk, u32 i, struct dk_huge *h);
const char *dax_kmem_huge_reason(const struct dk_huge *h, u32 used, int rc);

/* reserve.c */
int dax_kmem_reserve(struct dax_kmem *dk);
void dax_kmem_release(struct dax_kmem *dk);
void dax_kmem_release_if_empty(struct dax_kmem *dk);

/* leftover.c */
int dax_kmem_leftover_in(struct dax_kmem *dk, u32 extent,
			 struct resource **res);
bool dax_kmem_has_leftover(struct dax_kmem *dk);

/* hotplug.c */
int dax_kmem_do_step(struct dax_kmem *dk, struct dk_step step);
void dax_kmem_set_gate(struct dax_kmem *dk, enum dk_gate gate);
void dax_kmem_drop_offline(struct dax_kmem *dk);

/* change.c */
int dax_kmem_change(struct dax_kmem *dk, const struct dk_want *want,
		    bool piecemeal);

/* reason.c */
const char *dax_kmem_op_word(u8 op);
const char *dax_kmem_reason(struct dk_step step, int rc);

/* memmap.c */
const char *dax_kmem_memmap_obstacle(void);
int dax_kmem_memmap_choose(struct dax_kmem *dk);
bool dax_kmem_memmap_in_block(struct dax_kmem *dk, u32 i);
int dax_kmem_memmap_fits(struct dax_kmem *dk, const struct dk_plan *plan);

/* room.c, io_wait.c */
u64 dax_kmem_room_for_kernel(void);
int dax_kmem_room_for_plan(struct dax_kmem *dk, const struct dk_plan *plan);
int dax_kmem_room_for_block(struct dax_kmem *dk, u32 i, u32 *need);
bool dax_kmem_room_is_gone(struct dax_kmem *dk);
int dax_kmem_io_wait(struct dax_kmem *dk, u32 i);

/* notify.c */
int dax_kmem_notify_init(void);
void dax_kmem_notify_exit(void);

/* node.c */
int dax_kmem_node_check(struct dax_kmem *dk, int node);
int dax_kmem_adistance(struct dax_kmem *dk);
int dax_kmem_node_get(struct dax_kmem *dk);
void dax_kmem_node_put(struct dax_kmem *dk);
void dax_kmem_node_offline(int node);
void dax_kmem_node_exit(void);

/* rebind.c */
int dax_kmem_rebind_init(void);
void dax_kmem_rebind_exit(void);
int dax_kmem_before_offline(struct dax_kmem *dk, u32 i, bool whole,
			    u32 *culprit);
void dax_kmem_after_offline(struct dax_kmem *dk);
void dax_kmem_node_kept(struct dax_kmem *dk);
void dax_kmem_node_leaves(struct dax_kmem *dk);

/* firmware.c */
int dax_kmem_firmware_node(struct dax_kmem *dk);

/* poison.c */
int dax_kmem_poison_add(struct dk_span span, bool lost);
int dax_kmem_poison_forget(struct dk_span span);
int dax_kmem_poison_forget_of(struct dax_kmem *dk, struct dk_span span);
bool dax_kmem_poison_first(struct dk_span within, struct dk_span *part);
bool dax_kmem_poison_any(struct dk_span span);
u64 dax_kmem_poison_len(struct dk_span within);
bool dax_kmem_poison_lost(u64 addr);
void dax_kmem_poison_collect(unsigned long start_pfn, unsigned long nr_pages);
void dax_kmem_poison_adopt(struct dax_kmem *dk);
void dax_kmem_poison_init(void);
void dax_kmem_poison_exit(void);

/* retire.c */
void dax_kmem_retire(struct dk_span span);
void dax_kmem_retire_later(struct dk_span span);
void dax_kmem_retire_exit(void);

/* badblocks.c */
int dax_kmem_badblocks_import(struct device *dev,
			      const struct dk_spanset *ranges);
int dax_kmem_flush_medium(struct device *dev);

/* poison_file.c */
/* The file bad_pages of a device, of whichever driver. */
struct dk_bad_file {
	const char *driver;
	const char *name;
	const struct dk_spanset *ranges;
	int (*add)(void *owner, struct dk_span span);
	int (*forget)(void *owner, struct dk_span span);
	void *owner;
};

int dk_refuse_word(const char *driver, const char *name, const char *file,
		   const char *buf, size_t len, const char *known);
ssize_t dax_kmem_bad_pages_take(const struct dk_bad_file *f, const char *buf,
				loff_t off, size_t count);
size_t dax_kmem_bad_pages_print(const struct dk_spanset *ranges, char *buf,
				loff_t off, size_t count);

/* kept_file.c */
extern const struct attribute_group dax_kmem_kept_group;

/* hold.c */
bool dax_kmem_hold_get(void);
void dax_kmem_hold_put(void);
bool dax_kmem_hold_for(struct dax_kmem *dk, bool *held);
bool dax_kmem_holding(void);
bool dax_kmem_online_kept(void);
int dax_kmem_online_check(struct dax_kmem *dk);
void dax_kmem_held_leave(struct dk_span span);
void dax_kmem_held_left(struct dk_span span, bool stays);

/* scrub.c */
int dax_kmem_scrub_span(struct dax_kmem *dk, struct dk_span span);
int dax_kmem_scrub(struct dax_kmem *dk);

/* power.c */
int dax_kmem_power_init(void);
void dax_kmem_power_exit(void);
bool dax_kmem_hibernating(void);

/* uevent.c */
void dax_kmem_tell_state(struct dax_kmem *dk);
void dax_kmem_tell_size(struct dax_kmem *dk);
void dax_kmem_block_changed(struct dax_kmem *dk, u32 i);
void dax_kmem_tell_block(struct dax_kmem *dk);
void dax_kmem_tell_last_block(struct dax_kmem *dk, u32 i, u32 end);
void dax_kmem_tell_bad(struct device *dev, struct dk_span span);

/* state.c */
extern const struct attribute_group *dax_kmem_groups[];

#endif /* DAX_KMEM_H */
