/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dax_kmem: memory of a device-dax instance as RAM of a NUMA node.
 *
 * Lock order, outermost first:
 *
 *   device lock of the dax device	driver core, around probe and remove
 *   dk->lock				one change of a device at a time
 *   device_hotplug_lock, device lock of a memory block, mem_hotplug_lock
 *					the kernel's, inside the calls we make
 *   claims_lock			list of claims; taken by the notifier,
 *					which runs under all of the above
 *   dk->blocks_lock			pointers to memory blocks
 *
 * The last two are spinlocks and nothing is taken inside blocks_lock. Reading
 * a file takes blocks_lock only, so that files can be read while a change
 * goes on for as long as it likes.
 */
#ifndef DAX_KMEM_H
#define DAX_KMEM_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/memory.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>
#include "core/plan.h"
#include "core/policy.h"
#include "core/spanset.h"

struct memory_dev_type;

/* Who may bring blocks of a device online at this moment. */
enum dk_gate {
	DK_GATE_POLICY,		/* anybody, into the zone that the policy names */
	DK_GATE_OWNER,		/* only the task that changes the device */
	DK_GATE_SHUT,		/* nobody: the kernel must not auto-online */
};

#define DK_NAME_LEN 32

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
 * @node: NUMA node that the memory goes to; constant
 * @mgid: static memory group; constant
 * @mtype: memory type of @node for the memory tiers; constant
 * @lock: serialises changes; guards @goal, @res, and writing of @blocks
 * @goal: the last state that was reached on request
 * @policy: written under @lock, read anywhere
 * @res: reservation of each extent of @usable; NULL while unplugged
 * @pinned: the module is held because memory is plugged
 * @gate: written under @lock, read by the notifier
 * @owner: the task that holds @lock and changes the device, for the notifier
 * @blocks_lock: guards @blocks against readers without @lock
 * @blocks: the memory block of each block, with a reference; NULL if absent
 */
struct dax_kmem {
	struct list_head list;
	struct device *dev;
	char name[DK_NAME_LEN];

	struct dk_spanset ranges;
	struct dk_spanset usable;
	u64 block_size;
	u32 nr_blocks;
	int node;
	int mgid;
	struct memory_dev_type *mtype;

	struct mutex lock;	/* see above */
	enum dk_state goal;
	enum dk_policy policy;
	struct resource **res;
	bool pinned;

	enum dk_gate gate;
	struct task_struct *owner;

	spinlock_t blocks_lock;	/* see above */
	struct memory_block **blocks;
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

/* bus.c */
int dax_kmem_bus_init(void);
void dax_kmem_bus_exit(void);

/* device.c */
int dax_kmem_bind(struct device *dev, const struct dk_spanset *ranges,
		  int node);
void dax_kmem_unbind(struct device *dev);
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted);
int dax_kmem_set_policy(struct dax_kmem *dk, enum dk_policy policy);
enum dk_state dax_kmem_state(struct dax_kmem *dk);

/* claim.c */
struct dax_kmem *dax_kmem_alloc(struct device *dev,
				const struct dk_spanset *ranges, int node);
void dax_kmem_free(struct dax_kmem *dk);

/* orphan.c */
int dax_kmem_claim_enter(struct dax_kmem *dk);
void dax_kmem_claim_leave(struct dax_kmem *dk);
struct dax_kmem *dax_kmem_adopt(struct device *dev,
				const struct dk_spanset *ranges);
void dax_kmem_orphan(struct dax_kmem *dk);
int dax_kmem_with_owner_of(struct dk_span span,
			   int (*fn)(struct dax_kmem *dk, void *arg),
			   void *arg);

/* block.c */
struct dk_span dax_kmem_block_span(const struct dax_kmem *dk, u32 i);
unsigned long dax_kmem_block_id(const struct dax_kmem *dk, u32 i);
enum dk_block_state dax_kmem_block_state(struct dax_kmem *dk, u32 i,
					 const char **zone);
void dax_kmem_census(struct dax_kmem *dk, struct dk_census *c);
int dax_kmem_block_attach(struct dax_kmem *dk, u32 i);
void dax_kmem_block_detach(struct dax_kmem *dk, u32 i);

/* blockfile.c */
int dax_kmem_block_write(struct dax_kmem *dk, u32 i, enum dk_state state,
			 bool undo);
int dax_kmem_auto_online(struct dax_kmem *dk);

/* hotplug.c */
int dax_kmem_plug(struct dax_kmem *dk, enum dk_state goal, bool shut);
int dax_kmem_unplug(struct dax_kmem *dk);
void dax_kmem_drop_offline(struct dax_kmem *dk);

/* notify.c */
int dax_kmem_notify_init(void);
void dax_kmem_notify_exit(void);

/* node.c */
int dax_kmem_node_check(const char *name, int node);
int dax_kmem_node_get(struct dax_kmem *dk);
void dax_kmem_node_put(struct dax_kmem *dk);
void dax_kmem_node_exit(void);

/* state.c */
extern const struct attribute_group *dax_kmem_groups[];

#endif /* DAX_KMEM_H */
