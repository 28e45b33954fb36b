/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * dax_kmem_xen: donate a device-dax instance to Xen's heap, as a pool.
 *
 * Lock order, outermost first:
 *
 *   device lock of the dax device	driver core, around probe and remove
 *   pool->lock				one change of a pool at a time
 *   donating				one donation at a time
 *   pools_lock				the list of pools
 *   had_lock				devices that others have had or mapped
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
	DK_POOL_UNPLUGGED,	/* reserved, and not in use */
	DK_POOL_DONATED,	/* part of Xen's heap until the host reboots */
	DK_POOL_MAPPED,		/* parts of it may be mapped into guests */
	DK_NR_POOL_STATES,
};

/* What the writer of "donated" has done to a Xen that panics on memory hot-add. */
enum dk_xen_patch {
	DK_XEN_STOCK,		/* nothing: refuse */
	DK_XEN_LIVE_PATCH,	/* the live patch of daxkmem-xen-hotadd is applied */
	DK_XEN_TRUSTED,		/* something else; believe it */
};

/**
 * struct dk_pool - a bound device, or one unbound while donated or mapped
 * @list: entry in the list of pools; pools_lock
 * @dev: the bound device; NULL if unbound; pools_lock
 * @groups: attributes of the device
 * @name: name of the device
 * @res_name: name of its lines in /proc/iomem; not freed while a range is
 *	reserved, even when the module is removed
 * @ranges: physical ranges of the device; constant
 * @res: reservation of each range
 * @lock: guards all fields that follow; readers of attributes take it, too
 * @state: unless unplugged, it pins the module
 * @pxm: proximity domain that was set manually, or DK_NO_PXM
 * @fw_pxm: proximity domain in firmware's SRAT, or DK_NO_PXM; constant
 * @xen_node: Xen's node that grew by the donation, or DK_NO_XEN_NODE
 * @plan: which parts are donated, and why others are not; made again for each
 *	read until the pool is donated
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
int dk_pool_set_state(struct dk_pool *pool, enum dk_pool_state state,
		      enum dk_xen_patch patch);
int dk_pool_set_pxm(struct dk_pool *pool, int pxm);
int dk_pool_scrub(struct dk_pool *pool);
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
int dk_pool_check(struct dk_pool *pool, enum dk_xen_patch patch);
int dk_pool_donate(struct dk_pool *pool, enum dk_xen_patch patch);

/* scrub.c */
int dk_donation_scrub(struct dk_pool *pool);

/* guard.c */
int dk_guard_check(struct dk_pool *pool);
int dk_guard_host(struct dk_pool *pool, enum dk_xen_patch patch);
int dk_guard_lend(struct dk_pool *pool);
void dk_guard_damaged(void);
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
bool dk_xen_panics(void);
int dk_xen_hotadd(struct dk_span span, u32 pxm, bool marked);
int dk_xen_ram_end(u64 *end);
int dk_xen_nodes(struct dk_xen_nodes *nodes);

/* files.c */
extern const struct attribute_group *dk_pool_groups[];

#endif /* DAX_KMEM_XEN_H */
