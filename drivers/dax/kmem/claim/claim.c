// SPDX-License-Identifier: GPL-2.0-only
/* Allocate and free a claim: sizes, arrays and initial settings. */
#include <linux/memory.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "claim.h"

const char * const dk_memmap_words[DK_NR_MEMMAPS] = {
	[DK_MEMMAP_AUTO] = "auto",
	[DK_MEMMAP_ON] = "on",
	[DK_MEMMAP_OFF] = "off",
};

static int copy_spans(struct dk_spanset *to, const struct dk_spanset *from)
{
	to->v = kmemdup(from->v, from->nr * sizeof(*from->v), GFP_KERNEL);
	to->nr = from->nr;
	to->cap = from->nr;
	return to->v ? 0 : -ENOMEM;
}

static int claim_size_up(struct dax_kmem *dk, const struct dk_spanset *ranges)
{
	u64 lost;

	if (copy_spans(&dk->ranges, ranges) || copy_spans(&dk->usable, ranges))
		return -ENOMEM;

	dk_spanset_blocks(&dk->usable, dk->block_size);
	dk->nr_blocks = div64_u64(dk_spanset_len(&dk->usable), dk->block_size);
	if (!dk->nr_blocks) {
		dk_err(dk, "%llu bytes contain no whole memory block of %llu bytes; enlarge or align the device\n",
		       dk_spanset_len(&dk->ranges), dk->block_size);
		return -ENOSPC;
	}

	lost = dk_spanset_len(&dk->ranges) - dk_spanset_len(&dk->usable);
	if (lost)
		dk_info(dk, "%llu of %llu bytes are lost to alignment: a memory block has %llu bytes\n",
			lost, dk_spanset_len(&dk->ranges), dk->block_size);
	return 0;
}

static int claim_alloc_arrays(struct dax_kmem *dk)
{
	dk->blocks = kvcalloc(dk->nr_blocks, sizeof(*dk->blocks), GFP_KERNEL);
	dk->res = kcalloc(dk->usable.nr, sizeof(*dk->res), GFP_KERNEL);
	dk->whole = kcalloc(dk->usable.nr, sizeof(*dk->whole), GFP_KERNEL);
	return dk->blocks && dk->res && dk->whole ? 0 : -ENOMEM;
}

/*
 * Migrating the contents of a full device takes about a second per GiB on slow
 * memory. Programs that pin pages for I/O unpin them within seconds.
 */
#define LEAST_SECONDS 600
#define SECONDS_PER_GIB 2

static u32 default_timeout(const struct dax_kmem *dk)
{
	u64 gib = dk_spanset_len(&dk->usable) / SZ_1G;

	return max_t(u64, gib * SECONDS_PER_GIB, LEAST_SECONDS);
}

/**
 * dax_kmem_alloc - allocate a claim without reservations and memory
 * @bind: the device and its initial settings
 *
 * Return: the claim; -ENOSPC, after a line in the log, if the device contains
 * no whole block; -ENOMEM.
 */
struct dax_kmem *dax_kmem_alloc(const struct dk_bind *bind)
{
	struct dax_kmem *dk;
	int rc;

	dk = kzalloc(sizeof(*dk), GFP_KERNEL);
	if (!dk)
		return ERR_PTR(-ENOMEM);

	INIT_LIST_HEAD(&dk->list);
	mutex_init(&dk->lock);
	spin_lock_init(&dk->blocks_lock);
	strscpy(dk->name, dev_name(bind->dev), sizeof(dk->name));
	dk->block_size = memory_block_size_bytes();
	dk->dev = bind->dev;
	dk->leaving = true;
	dk->goal = DK_UNPLUGGED;
	dk->policy = bind->policy;
	dk->memmap = bind->memmap;
	dk->fw_node = bind->node;
	dk->node = bind->node;
	dk->gate = DK_GATE_POLICY;
	dk->mgid = DK_NO_GROUP;

	rc = claim_size_up(dk, bind->ranges);
	if (!rc)
		rc = claim_alloc_arrays(dk);
	if (rc) {
		dax_kmem_free(dk);
		return ERR_PTR(rc);
	}

	dk->check_room = true;
	dk->timeout = default_timeout(dk);
	return dk;
}

/* The inverse of dax_kmem_alloc(). No block may be plugged. */
void dax_kmem_free(struct dax_kmem *dk)
{
	kfree(dk->whole);
	kfree(dk->res);
	kvfree(dk->blocks);
	kfree(dk->usable.v);
	kfree(dk->ranges.v);
	kfree(dk);
}

/**
 * dax_kmem_enter - lock a claim for a write to one of its settings
 * @dk: the claim
 *
 * Return: 0 with dk->lock held; -EINTR for a signal; -ENODEV if the bind has
 * not succeeded yet or has failed.
 */
int dax_kmem_enter(struct dax_kmem *dk)
{
	int rc = mutex_lock_interruptible(&dk->lock);

	if (rc)
		return rc;
	if (dk->leaving) {
		mutex_unlock(&dk->lock);
		return -ENODEV;
	}
	return 0;
}

/**
 * dax_kmem_set_gate - set who may online and offline blocks of a device
 * @dk: the claim; caller holds dk->lock
 * @gate: the gate; DK_GATE_OWNER makes the calling task the owner
 */
void dax_kmem_set_gate(struct dax_kmem *dk, enum dk_gate gate)
{
	WRITE_ONCE(dk->owner, gate == DK_GATE_OWNER ? current : NULL);
	WRITE_ONCE(dk->gate, gate);
}
