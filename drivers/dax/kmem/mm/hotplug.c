// SPDX-License-Identifier: GPL-2.0-only
/* The steps of a plan: calls into Linux memory hotplug. */
#include <linux/error-injection.h>
#include <linux/memory_hotplug.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "claim/event.h"
#include "mm.h"

/* Name of the memory in /proc/iomem; kexec-tools look for this name. */
#define RESOURCE_NAME "System RAM (kmem)"

/*
 * Add one block. Memory can only be removed safely in the pieces in which it
 * was added, because the direct map of a larger piece may use pages that are
 * larger than a block. So add each block by a call of its own.
 */
static noinline int dax_kmem_add_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dax_kmem_block_span(dk, i);
	mhp_t flags = MHP_NID_IS_MGID | MHP_MERGE_RESOURCE;
	int rc;

	if (dax_kmem_memmap_in_block(dk, i))
		flags |= MHP_MEMMAP_ON_MEMORY;
	rc = add_memory_driver_managed(dk->mgid, s.start, dk_span_len(s),
				       RESOURCE_NAME, flags);
	if (rc)
		return rc;

	rc = dax_kmem_block_attach(dk, i);
	if (rc)
		remove_memory(s.start, dk_span_len(s));
	return rc;
}

ALLOW_ERROR_INJECTION(dax_kmem_add_block, ERRNO);

/*
 * Memory added by one add_memory() call must be removed by one remove_memory()
 * call.
 */
static int remove_whole(struct dax_kmem *dk, u32 extent)
{
	struct dk_span s = dk->usable.v[extent];
	u32 i = dax_kmem_first_block(dk, extent);
	u32 end = dax_kmem_first_block(dk, extent + 1);
	int rc;

	dax_kmem_tell_last_block(dk, i, end);
	rc = remove_memory(s.start, dk_span_len(s));
	if (rc)
		return rc;
	for (; i < end; i++)
		dax_kmem_block_detach(dk, i);
	dk->whole[extent] = false;
	return 0;
}

static noinline int dax_kmem_remove_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dax_kmem_block_span(dk, i);
	u32 extent = dax_kmem_extent_of(dk, i);
	int rc;

	/*
	 * Remove a whole extent in the step of its last block. Until then, an
	 * undo can online its blocks again one by one.
	 */
	if (dk->whole[extent])
		return i + 1 == dax_kmem_first_block(dk, extent + 1) ?
			remove_whole(dk, extent) : 0;
	if (!dk->blocks[i])
		return -ENODEV;

	dax_kmem_tell_last_block(dk, i, i + 1);
	rc = remove_memory(s.start, dk_span_len(s));
	if (!rc)
		dax_kmem_block_detach(dk, i);
	return rc;
}

ALLOW_ERROR_INJECTION(dax_kmem_remove_block, ERRNO);

/* Add a block, to which the kernel's auto-online must do nothing. */
static int add_shut(struct dax_kmem *dk, u32 i, bool onlined_next)
{
	int rc;

	/* This undoes a step in a whole extent that was not removed. */
	if (dk->blocks[i])
		return 0;
	dax_kmem_set_gate(dk, DK_GATE_SHUT);
	dax_kmem_auto_online_skip(dk, onlined_next);
	rc = dax_kmem_add_block(dk, i);
	dax_kmem_auto_online_skip(dk, false);
	if (!rc && onlined_next)
		dax_kmem_auto_online_skipped(dk->blocks[i]);
	dax_kmem_set_gate(dk, DK_GATE_OWNER);
	return rc;
}

/*
 * Kernels that count bad pages per block refuse to online such a block until it
 * is removed and added again. Doing so is safe: either this driver will exclude
 * its bad pages, or the user has removed them from the ledger.
 */
static int renew_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span part;
	int rc;

	if (dk->whole[dax_kmem_extent_of(dk, i)])
		return -EHWPOISON;
	if (!dax_kmem_holding() &&
	    dax_kmem_bad_first(dax_kmem_block_span(dk, i), &part))
		return -EHWPOISON;
	rc = dax_kmem_remove_block(dk, i);
	return rc ?: add_shut(dk, i, true);
}

static noinline int dax_kmem_online_block(struct dax_kmem *dk, u32 i,
					  enum dk_state type)
{
	int rc = dax_kmem_block_write(dk, i, type);

	if (rc != -EHWPOISON)
		return rc;
	rc = renew_block(dk, i);
	return rc ?: dax_kmem_block_write(dk, i, type);
}

ALLOW_ERROR_INJECTION(dax_kmem_online_block, ERRNO);

static noinline int dax_kmem_offline_block(struct dax_kmem *dk, u32 i)
{
	return dax_kmem_block_write(dk, i, DK_OFFLINE);
}

ALLOW_ERROR_INJECTION(dax_kmem_offline_block, ERRNO);

/**
 * dax_kmem_do_step - run one step of a plan
 * @dk: the claim; caller holds dk->lock and owns the gate
 * @step: the step
 *
 * Return: 0, or the error of the kernel function. A failed step leaves its
 * block unchanged, offline or absent; read the state of the block to find out.
 */
int dax_kmem_do_step(struct dax_kmem *dk, struct dk_step step)
{
	switch (step.op) {
	case DK_ADD:
		return add_shut(dk, step.block, step.type != DK_OFFLINE);
	case DK_ONLINE_BLOCK:
		return dax_kmem_online_block(dk, step.block, step.type);
	case DK_OFFLINE_BLOCK:
		return dax_kmem_offline_block(dk, step.block);
	case DK_REMOVE:
		return dax_kmem_remove_block(dk, step.block);
	case DK_SCRUB:
		return dax_kmem_scrub_span(dk, dax_kmem_block_span(dk,
								   step.block));
	}
	return -EINVAL;
}

/* True if the extent must be removed whole and has a block still online. */
static bool kept_by_piece(struct dax_kmem *dk, u32 extent)
{
	u32 i = dax_kmem_first_block(dk, extent);
	u32 end = dax_kmem_first_block(dk, extent + 1);

	if (!dk->whole[extent])
		return false;
	for (; i < end; i++)
		if (dax_kmem_block_state(dk, i, NULL) != DK_BLOCK_OFFLINE)
			return true;
	return false;
}

static void drop_block(struct dax_kmem *dk, u32 i)
{
	u32 extent = dax_kmem_extent_of(dk, i);
	struct dk_span span = dax_kmem_block_span(dk, i);
	int rc;

	if (dk->whole[extent])
		span = dk->usable.v[extent];
	if (kept_by_piece(dk, extent))
		return;
	rc = dk->whole[extent] ? remove_whole(dk, extent) :
				 dax_kmem_remove_block(dk, i);
	if (rc || !dk->scrub_always)
		return;
	rc = dax_kmem_scrub_span(dk, span);
	if (rc)
		dk_err(dk, "%#llx-%#llx could not be scrubbed (%d); bind the device again and write 1 to dax_kmem/scrub\n",
		       span.start, span.end - 1, rc);
}

/**
 * dax_kmem_drop_offline - remove all offline blocks of a device
 * @dk: the claim; caller holds dk->lock
 *
 * Called by the driver's remove(), which must not wait for pages to move.
 */
void dax_kmem_drop_offline(struct dax_kmem *dk)
{
	u32 i;

	lockdep_assert_held(&dk->lock);
	dax_kmem_set_gate(dk, DK_GATE_OWNER);
	for (i = 0; i < dk->nr_blocks; i++)
		if (dax_kmem_block_state(dk, i, NULL) == DK_BLOCK_OFFLINE)
			drop_block(dk, i);
	dax_kmem_set_gate(dk, DK_GATE_POLICY);
}
