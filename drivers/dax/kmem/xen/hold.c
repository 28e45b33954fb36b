// SPDX-License-Identifier: GPL-2.0-only
/* Allocating and freeing a pool, and its reservations in the resource tree. */
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include "xen.h"

/* Double the room for extents, to at least 16. Returns 0 or -ENOMEM. */
int dk_set_grow(struct dk_spanset *set)
{
	u32 cap = set->cap ? 2 * set->cap : 16;
	struct dk_span *v = kvmalloc_array(cap, sizeof(*v), GFP_KERNEL);

	if (!v)
		return -ENOMEM;
	if (set->nr)
		memcpy(v, set->v, set->nr * sizeof(*v));
	kvfree(set->v);
	set->v = v;
	set->cap = cap;
	return 0;
}

static int pool_alloc_arrays(struct dk_pool *pool, const struct dk_spanset *ranges)
{
	size_t bytes = ranges->nr * sizeof(*ranges->v);

	pool->ranges.v = kmemdup(ranges->v, bytes, GFP_KERNEL);
	pool->ranges.nr = ranges->nr;
	pool->ranges.cap = ranges->nr;
	pool->res = kcalloc(ranges->nr, sizeof(*pool->res), GFP_KERNEL);
	pool->res_name = kasprintf(GFP_KERNEL, "%s (Xen)", pool->name);
	pool->plan.cap = dk_donation_most_pieces(ranges);
	pool->plan.v = kvcalloc(pool->plan.cap, sizeof(*pool->plan.v),
				GFP_KERNEL);
	return pool->ranges.v && pool->res && pool->res_name && pool->plan.v ?
	       0 : -ENOMEM;
}

/**
 * dk_pool_alloc - allocate a pool without reservations
 * @dev: the device
 * @ranges: the physical ranges of the device
 * @fw_pxm: the proximity domain that firmware names, or DK_NO_PXM
 *
 * Return: the pool, or ERR_PTR(-ENOMEM).
 */
struct dk_pool *dk_pool_alloc(struct device *dev,
			      const struct dk_spanset *ranges, int fw_pxm)
{
	struct dk_pool *pool = kzalloc(sizeof(*pool), GFP_KERNEL);

	if (!pool)
		return ERR_PTR(-ENOMEM);
	INIT_LIST_HEAD(&pool->list);
	mutex_init(&pool->lock);
	strscpy(pool->name, dev_name(dev), sizeof(pool->name));
	pool->dev = dev;
	pool->pxm = DK_NO_PXM;
	pool->fw_pxm = fw_pxm;
	pool->xen_node = DK_NO_XEN_NODE;
	if (pool_alloc_arrays(pool, ranges)) {
		dk_pool_free(pool);
		return ERR_PTR(-ENOMEM);
	}
	return pool;
}

/*
 * The inverse of dk_pool_alloc(). Ranges that are still reserved stay reserved,
 * with their name, so that no driver of this kernel ever touches them.
 */
void dk_pool_free(struct dk_pool *pool)
{
	bool reserved = pool->res && pool->res[0];

	if (!reserved)
		kfree(pool->res_name);
	kvfree(pool->plan.v);
	kfree(pool->res);
	kfree(pool->ranges.v);
	kfree(pool);
}

/**
 * dk_pool_reserve - keep all drivers of this kernel out of the device
 * @pool: the pool
 *
 * device_dax, kmem, nd_pmem and /dev/mem request a range before they use it, and
 * fail if the range is busy.
 *
 * Return: 0 or -EBUSY.
 */
int dk_pool_reserve(struct dk_pool *pool)
{
	u32 i;

	for (i = 0; i < pool->ranges.nr; i++) {
		struct dk_span s = pool->ranges.v[i];

		pool->res[i] = request_mem_region_exclusive(s.start,
							    dk_span_len(s),
							    pool->res_name);
		if (pool->res[i])
			continue;
		pool_err(pool, "%#llx-%#llx is claimed by something else, see /proc/iomem; if donated before, reboot the host\n",
			 s.start, s.end - 1);
		dk_pool_release(pool);
		return -EBUSY;
	}
	return 0;
}

/* The inverse of dk_pool_reserve(). No range may be donated or mapped. */
void dk_pool_release(struct dk_pool *pool)
{
	u32 i;

	for (i = 0; i < pool->ranges.nr; i++) {
		if (pool->res[i])
			release_mem_region(pool->ranges.v[i].start,
					   dk_span_len(pool->ranges.v[i]));
		pool->res[i] = NULL;
	}
}
