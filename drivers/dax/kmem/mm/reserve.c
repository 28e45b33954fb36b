// SPDX-License-Identifier: GPL-2.0-only
/*
 * Resources that a device holds while it is plugged: its ranges in the resource
 * tree, a memory group, the node's memory type, and a reference to the module.
 */
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "claim/block.h"
#include "kernel/iomem.h"
#include "mm.h"

static int reserve_span(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dk->usable.v[i];
	struct resource *res;
	int rc;

	rc = dax_kmem_leftover_in(dk, i, &dk->res[i]);
	if (rc || dk->res[i])
		return rc;

	res = dk_iomem_request(s, dk->name, dk->name);
	if (!res)
		return -EBUSY;

	/* Not busy, so that the memory can be a child of it. */
	res->flags = IORESOURCE_SYSTEM_RAM;
	dk->res[i] = res;
	return 0;
}

/*
 * Release the reservation of an extent, unless it contains memory that another
 * driver added: that memory stays, and so does its reservation.
 */
static void release_span(struct dax_kmem *dk, u32 i)
{
	if (!dk->res[i])
		return;
	if (!dk->whole[i]) {
		remove_resource(dk->res[i]);
		kfree(dk->res[i]);
	}
	dk->res[i] = NULL;
}

static int group_register(struct dax_kmem *dk)
{
	int rc = memory_group_register_static(dk->node,
				PHYS_PFN(dk_spanset_len(&dk->usable)));

	if (rc < 0)
		return rc;
	dk->mgid = rc;
	return 0;
}

static void forget_leftovers(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->nr_blocks; i++)
		if (dk->blocks[i])
			dax_kmem_block_detach(dk, i);
}

/* Release the resources that dax_kmem_reserve() took. No block is plugged. */
static void release_all(struct dax_kmem *dk)
{
	u32 i;

	lockdep_assert_held(&dk->lock);
	for (i = 0; i < dk->usable.nr; i++) {
		release_span(dk, i);
		dk->whole[i] = false;
	}
	if (dk->mgid != DK_NO_GROUP)
		WARN_ON(memory_group_unregister(dk->mgid));
	dk->mgid = DK_NO_GROUP;
	dax_kmem_node_put(dk);
	if (dk->pinned)
		module_put(THIS_MODULE);
	dk->pinned = false;
}

/**
 * dax_kmem_reserve - take the resources that a plugged device needs
 * @dk: the claim, bound; caller holds dk->lock
 *
 * Takes over memory that another driver left in the ranges, if it matches. Does
 * nothing if the claim holds the resources already.
 *
 * Return: 0; -EBUSY if another owner has claimed a range; -EINVAL if the node
 * is not possible; -ENODEV if the module is being unloaded; -EOPNOTSUPP if the
 * memmap must be in the blocks and cannot be; -ENOMEM.
 */
int dax_kmem_reserve(struct dax_kmem *dk)
{
	u32 i;
	int rc;

	lockdep_assert_held(&dk->lock);
	if (dk->pinned)
		return 0;
	rc = dax_kmem_node_check(dk, dk->node);
	if (!rc)
		rc = dax_kmem_memmap_choose(dk);
	if (rc)
		return rc;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	dk->pinned = true;

	rc = dax_kmem_node_get(dk);
	if (!rc)
		rc = group_register(dk);
	for (i = 0; i < dk->usable.nr && !rc; i++)
		rc = reserve_span(dk, i);
	if (rc) {
		forget_leftovers(dk);
		release_all(dk);
	}
	return rc;
}

/**
 * dax_kmem_release_if_empty - release the resources of an unplugged device
 * @dk: the claim; caller holds dk->lock
 *
 * The inverse of dax_kmem_reserve(). Does nothing while a block is plugged.
 */
void dax_kmem_release_if_empty(struct dax_kmem *dk)
{
	if (!dax_kmem_count_plugged(dk))
		release_all(dk);
}
