// SPDX-License-Identifier: GPL-2.0-only
/* Making and freeing a claim: sizes, blocks, node and memory group. */
#include <linux/memory.h>
#include <linux/slab.h>
#include "dax_kmem.h"

static int copy_spans(struct dk_spanset *to, const struct dk_spanset *from)
{
	to->v = kmemdup(from->v, from->nr * sizeof(*from->v), GFP_KERNEL);
	to->nr = from->nr;
	to->cap = from->nr;
	return to->v ? 0 : -ENOMEM;
}

static int size_up(struct dax_kmem *dk, const struct dk_spanset *ranges)
{
	u64 lost;

	if (copy_spans(&dk->ranges, ranges) || copy_spans(&dk->usable, ranges))
		return -ENOMEM;

	dk_spanset_blocks(&dk->usable, dk->block_size);
	dk->nr_blocks = div64_u64(dk_spanset_len(&dk->usable), dk->block_size);
	if (!dk->nr_blocks) {
		dk_err(dk, "its %llu bytes hold no whole memory block of %llu bytes; make the device larger or align it\n",
		       dk_spanset_len(&dk->ranges), dk->block_size);
		return -ENOSPC;
	}

	lost = dk_spanset_len(&dk->ranges) - dk_spanset_len(&dk->usable);
	if (lost)
		dk_info(dk, "%llu of %llu bytes are lost to the alignment to memory blocks of %llu bytes\n",
			lost, dk_spanset_len(&dk->ranges), dk->block_size);
	return 0;
}

static int alloc_arrays(struct dax_kmem *dk)
{
	dk->blocks = kvcalloc(dk->nr_blocks, sizeof(*dk->blocks), GFP_KERNEL);
	dk->res = kcalloc(dk->usable.nr, sizeof(*dk->res), GFP_KERNEL);
	return dk->blocks && dk->res ? 0 : -ENOMEM;
}

static void free_memory(struct dax_kmem *dk)
{
	kfree(dk->res);
	kvfree(dk->blocks);
	kfree(dk->usable.v);
	kfree(dk->ranges.v);
	kfree(dk);
}

/**
 * dax_kmem_alloc - make a claim, with nothing reserved and nothing added
 * @dev: the device
 * @ranges: its physical ranges in bytes
 * @node: NUMA node to add to
 *
 * Returns the claim; -EINVAL if the node is none or not possible, -ENOSPC if
 * no block fits, -ENOMEM.
 */
struct dax_kmem *dax_kmem_alloc(struct device *dev,
				const struct dk_spanset *ranges, int node)
{
	struct dax_kmem *dk;
	unsigned long pages;
	int rc;

	rc = dax_kmem_node_check(dev_name(dev), node);
	if (rc)
		return ERR_PTR(rc);

	dk = kzalloc(sizeof(*dk), GFP_KERNEL);
	if (!dk)
		return ERR_PTR(-ENOMEM);

	INIT_LIST_HEAD(&dk->list);
	mutex_init(&dk->lock);
	spin_lock_init(&dk->blocks_lock);
	strscpy(dk->name, dev_name(dev), sizeof(dk->name));
	dk->block_size = memory_block_size_bytes();
	dk->dev = dev;
	dk->node = node;
	dk->goal = DK_UNPLUGGED;
	dk->policy = dax_kmem_default_policy();
	dk->gate = DK_GATE_POLICY;

	rc = size_up(dk, ranges);
	if (!rc)
		rc = alloc_arrays(dk);
	if (rc)
		goto err_free;

	rc = dax_kmem_node_get(dk);
	if (rc)
		goto err_free;

	pages = PHYS_PFN(dk_spanset_len(&dk->usable));
	rc = memory_group_register_static(node, pages);
	if (rc < 0)
		goto err_node;
	dk->mgid = rc;
	return dk;

err_node:
	dax_kmem_node_put(dk);
err_free:
	free_memory(dk);
	return ERR_PTR(rc);
}

/* The inverse of dax_kmem_alloc(). Nothing may be plugged. */
void dax_kmem_free(struct dax_kmem *dk)
{
	WARN_ON(memory_group_unregister(dk->mgid));
	dax_kmem_node_put(dk);
	free_memory(dk);
}
