/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dax_kmem_xen: memory of a device-dax instance as a pool of Xen's heap.
 *
 * Lock order, outermost first:
 *
 *   device lock of the dax device	driver core, around probe and remove
 *   pool->lock				one change of a pool at a time
 *   pools_lock				the list of pools, and who has had devices
 */
#ifndef DAX_KMEM_XEN_H
#define DAX_KMEM_XEN_H

#include <linux/device.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include "core/donation.h"

#define DK_POOL_NAME_LEN 48
#define DK_NO_PXM (-1)
#define DK_NO_XEN_NODE (-1)

enum dk_pool_state {
	DK_POOL_UNPLUGGED,	/* held, and used by nobody */
	DK_POOL_DONATED,	/* part of Xen's heap until the host reboots */
	DK_POOL_MAPPED,		/* parts of it are mapped into guests */
	DK_NR_POOL_STATES,
};

/**
 * struct dk_pool - a device, bound, or gone from under what Xen has of it
 * @list: in the list of pools; pools_lock
 * @dev: the bound device, or NULL
 * @groups: its attributes
 * @name: of the device
 * @res_name: of its lines in /proc/iomem; stays when the module goes
 * @ranges: what the device consists of; constant
 * @res: the reservation of each range
 * @lock: guards all that follows; files read under it too
 * @state: if not unplugged, the module is held
 * @pxm: proximity domain that was set by hand, or DK_NO_PXM
 * @fw_pxm: the one that firmware's SRAT names, or DK_NO_PXM; constant
 * @xen_node: Xen's node that grew by the donation, or DK_NO_XEN_NODE
 * @plan: what was donated and what not, and why; while unplugged it is made
 *	anew whenever it is looked at
 */
struct dk_pool {
	struct list_head list;
	struct device *dev;
	const struct attribute_group **groups;
	char name[DK_POOL_NAME_LEN];
	char *res_name;
	struct dk_spanset ranges;
	struct resource **res;

	struct mutex lock;	/* see above */
	enum dk_pool_state state;
	int pxm;
	int fw_pxm;
	int xen_node;
	struct dk_donation plan;
};

#define pool_err(pool, fmt, ...)					\
	pr_err("dax_kmem_xen %s: " fmt, (pool)->name, ##__VA_ARGS__)
#define pool_warn(pool, fmt, ...)					\
	pr_warn("dax_kmem_xen %s: " fmt, (pool)->name, ##__VA_ARGS__)
#define pool_info(pool, fmt, ...)					\
	pr_info("dax_kmem_xen %s: " fmt, (pool)->name, ##__VA_ARGS__)

/* pool.c */
extern const char * const dk_pool_state_words[];

int dk_pool_bind(struct device *dev, const struct dk_spanset *ranges,
		 const struct attribute_group **groups, bool donate);
void dk_pool_unbind(struct device *dev);
int dk_pool_set_state(struct dk_pool *pool, enum dk_pool_state state);
int dk_pool_set_pxm(struct dk_pool *pool, int pxm);
void dk_pools_exit(void);

/* hold.c */
struct dk_pool *dk_pool_alloc(struct device *dev,
			      const struct dk_spanset *ranges, int fw_pxm);
void dk_pool_free(struct dk_pool *pool);
int dk_pool_reserve(struct dk_pool *pool);
void dk_pool_release(struct dk_pool *pool);
int dk_set_grow(struct dk_spanset *set);

/* donate.c */
int dk_pool_firmware_pxm(const struct dk_spanset *ranges);
int dk_pool_plan(struct dk_pool *pool);
int dk_pool_donate(struct dk_pool *pool);

/* guard.c */
int dk_guard_check(struct dk_pool *pool);
int dk_guard_host(struct dk_pool *pool);
int dk_guard_lend(struct dk_pool *pool);
int dk_guard_init(struct device_driver *own);
void dk_guard_exit(void);

/* call.c */
#define DK_MOST_XEN_NODES 64
struct dk_xen_nodes {
	u32 nr;
	u64 free[DK_MOST_XEN_NODES];	/* bytes; 0 where there is no node */
};

int dk_xen_check(void);
u32 dk_xen_version(void);
int dk_xen_hotadd(struct dk_span span, u32 pxm);
int dk_xen_ram_end(u64 *end);
int dk_xen_nodes(struct dk_xen_nodes *nodes);

/* files.c */
extern const struct attribute_group *dk_pool_groups[];

#endif /* DAX_KMEM_XEN_H */
