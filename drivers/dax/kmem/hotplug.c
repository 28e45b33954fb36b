// SPDX-License-Identifier: GPL-2.0-only
/* Back door: Linux memory hotplug. Reserves the ranges and carries plans out. */
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/mm.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include "dax_kmem.h"
#include "shield.h"

/* Name of the memory in /proc/iomem; kexec tools know it by that name. */
#define RESOURCE_NAME "System RAM (kmem)"

/*
 * An undo that cannot take a block offline within this time leaves it. Only
 * a page that somebody pinned meanwhile makes it last.
 */
#define UNDO_SECONDS 30

static void set_gate(struct dax_kmem *dk, enum dk_gate gate)
{
	WRITE_ONCE(dk->owner, gate == DK_GATE_OWNER ? current : NULL);
	WRITE_ONCE(dk->gate, gate);
}

static int reserve_span(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dk->usable.v[i];
	struct resource *res;

	res = request_mem_region(s.start, dk_span_len(s), dk->name);
	if (!res) {
		dk_err(dk, "cannot reserve %#llx-%#llx: something else has claimed it, see /proc/iomem\n",
		       s.start, s.end - 1);
		return -EBUSY;
	}

	/* Not busy, so that the memory can be a child of it. */
	res->flags = IORESOURCE_SYSTEM_RAM;
	dk->res[i] = res;
	return 0;
}

static void release_span(struct dax_kmem *dk, u32 i)
{
	if (!dk->res[i])
		return;
	remove_resource(dk->res[i]);
	kfree(dk->res[i]);
	dk->res[i] = NULL;
}

/* Gives up the reservations and the module. Nothing is plugged. */
static void release(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++)
		release_span(dk, i);
	if (dk->pinned)
		module_put(THIS_MODULE);
	dk->pinned = false;
}

/* The inverse of release(). Does nothing for what is reserved already. */
static int reserve(struct dax_kmem *dk)
{
	u32 i;
	int rc = 0;

	if (dk->pinned)
		return 0;
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	dk->pinned = true;

	for (i = 0; i < dk->usable.nr && !rc; i++)
		rc = reserve_span(dk, i);
	if (rc)
		release(dk);
	return rc;
}

static void release_if_empty(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	if (!c.plugged)
		release(dk);
}

/*
 * Adds one block. Blocks are added one by one because memory can only be
 * removed safely in the pieces in which it was added: the direct map of a
 * larger piece may use larger pages than what is to be removed.
 */
static int add_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dax_kmem_block_span(dk, i);
	int rc;

	rc = add_memory_driver_managed(dk->mgid, s.start, dk_span_len(s),
				       RESOURCE_NAME,
				       MHP_NID_IS_MGID | MHP_MERGE_RESOURCE);
	if (rc)
		return rc;

	rc = dax_kmem_block_attach(dk, i);
	if (rc)
		remove_memory(s.start, dk_span_len(s));
	return rc;
}

static int remove_block(struct dax_kmem *dk, u32 i)
{
	struct dk_span s = dax_kmem_block_span(dk, i);
	int rc;

	rc = remove_memory(s.start, dk_span_len(s));
	if (!rc)
		dax_kmem_block_detach(dk, i);
	return rc;
}

static int do_step(struct dax_kmem *dk, struct dk_step step, bool undo)
{
	switch (step.op) {
	case DK_ADD:
		return add_block(dk, step.block);
	case DK_ONLINE_BLOCK:
		return dax_kmem_block_write(dk, step.block, step.type, undo);
	case DK_OFFLINE_BLOCK:
		return dax_kmem_block_write(dk, step.block, DK_OFFLINE, undo);
	case DK_REMOVE:
		return remove_block(dk, step.block);
	}
	return -EINVAL;
}

/*
 * The memory map of what is added comes from memory that is there already.
 * Running out of it on the way could be undone, but the kernel warns of it
 * (add_pages() in arch/x86/mm/init_64.c).
 */
static int check_memmap_fits(struct dax_kmem *dk)
{
	struct dk_census c;
	u64 need, have = (u64)si_mem_available() << PAGE_SHIFT;

	dax_kmem_census(dk, &c);
	need = (c.blocks - c.plugged) * PHYS_PFN(dk->block_size) *
	       sizeof(struct page);
	if (need <= have)
		return 0;
	dk_err(dk, "its memory map takes %llu bytes of memory, and %llu are available; make the device smaller, or free memory\n",
	       need, have);
	return -ENOMEM;
}

/**
 * struct run - a plan on its way
 * @dk: the device
 * @gate: who may bring blocks online while one is added
 */
struct run {
	struct dax_kmem *dk;
	enum dk_gate gate;
};

/* struct dk_doer.step; a block that is being added passes the run's gate. */
static int run_step(void *ctx, struct dk_step step, bool undo)
{
	struct run *run = ctx;
	struct dax_kmem *dk = run->dk;
	struct dk_shield shield;
	int rc;

	cond_resched();
	/* Taking memory offline minds any signal, all else only a deadly one. */
	if (!undo && fatal_signal_pending(current))
		return -EINTR;

	if (step.op == DK_ADD)
		set_gate(dk, run->gate);
	if (undo)
		dk_shield_up(&shield, UNDO_SECONDS);
	rc = do_step(dk, step, undo);
	if (undo)
		dk_shield_down(&shield);
	if (step.op == DK_ADD)
		set_gate(dk, DK_GATE_OWNER);
	return rc;
}

static const char *op_word(u8 op)
{
	static const char * const words[] = {
		[DK_ADD] = "added",
		[DK_ONLINE_BLOCK] = "brought online",
		[DK_OFFLINE_BLOCK] = "taken offline",
		[DK_REMOVE] = "removed",
	};

	return words[op];
}

static const char *reason(struct dk_step step, int rc)
{
	switch (rc) {
	case -EINTR:
		return "a signal ended the attempt";
	case -ENOMEM:
		return "no memory for its memory map or page tables";
	case -EEXIST:
		return "memory is there already";
	case -EHWPOISON:
		return "it has a page that is known to be bad";
	case -EBUSY:
		return step.op == DK_OFFLINE_BLOCK ?
			"it has pages that cannot be moved" : "it is in use";
	default:
		return "the kernel refused";
	}
}

static void report(struct dax_kmem *dk, const struct dk_plan *plan,
		   const struct dk_outcome *out, int rc)
{
	struct dk_step step = plan->v[out->failed];

	dk_err(dk, "memory%lu could not be %s: %s (%d); %s\n",
	       dax_kmem_block_id(dk, step.block), op_word(step.op),
	       reason(step, rc), rc,
	       out->stuck ? "not all that was done could be undone, see dax_kmem/blocks" :
			    "the device is left as it was");
}

static void snapshot(struct dax_kmem *dk, u8 *states)
{
	u32 i;

	for (i = 0; i < dk->nr_blocks; i++)
		states[i] = dax_kmem_block_state(dk, i, NULL);
}

/* Brings the device to @goal, or leaves it as it was. Caller reserved it. */
static int change(struct dax_kmem *dk, enum dk_state goal, enum dk_gate gate)
{
	struct run run = { dk, gate };
	struct dk_doer doer = { run_step, &run };
	struct dk_plan plan = { .cap = dk_plan_max(dk->nr_blocks) };
	struct dk_outcome out;
	u8 *states;
	int rc = -ENOMEM;

	states = kvmalloc(dk->nr_blocks, GFP_KERNEL);
	plan.v = kvmalloc_array(plan.cap, sizeof(*plan.v), GFP_KERNEL);
	if (!states || !plan.v)
		goto out;

	/* Others are kept out before their work is looked at. */
	set_gate(dk, DK_GATE_OWNER);
	snapshot(dk, states);
	rc = dk_plan_make(&plan, states, dk->nr_blocks, goal);
	if (!rc) {
		rc = dk_plan_run(&plan, &doer, &out);
		if (rc)
			report(dk, &plan, &out, rc);
	}
	set_gate(dk, DK_GATE_POLICY);
out:
	kvfree(plan.v);
	kvfree(states);
	return rc;
}

/**
 * dax_kmem_plug - add all blocks that are missing and bring all online
 * @dk: the claim, bound; caller holds dk->lock
 * @goal: DK_OFFLINE to add only, or an online state
 * @shut: keep the kernel's auto-onlining from what is added
 *
 * All or nothing. Returns 0 or an errno, after a line in the log.
 */
int dax_kmem_plug(struct dax_kmem *dk, enum dk_state goal, bool shut)
{
	int rc;

	lockdep_assert_held(&dk->lock);
	rc = check_memmap_fits(dk);
	if (!rc)
		rc = reserve(dk);
	if (rc)
		return rc;

	rc = change(dk, goal, shut ? DK_GATE_SHUT : DK_GATE_POLICY);
	if (rc)
		release_if_empty(dk);
	return rc;
}

/**
 * dax_kmem_unplug - take all blocks offline and remove them
 * @dk: the claim; caller holds dk->lock
 *
 * All or nothing. A pinned page makes it last until a signal comes. Returns
 * 0; -EINTR for a signal; -EBUSY for pages that cannot be moved.
 */
int dax_kmem_unplug(struct dax_kmem *dk)
{
	int rc;

	lockdep_assert_held(&dk->lock);
	rc = change(dk, DK_UNPLUGGED, DK_GATE_SHUT);
	if (!rc)
		release(dk);
	return rc;
}

/**
 * dax_kmem_drop_offline - remove the blocks that are offline, leave the rest
 * @dk: the claim; caller holds dk->lock
 *
 * For ->remove, which must not wait for pages to move.
 */
void dax_kmem_drop_offline(struct dax_kmem *dk)
{
	u32 i;

	lockdep_assert_held(&dk->lock);
	set_gate(dk, DK_GATE_OWNER);
	for (i = 0; i < dk->nr_blocks; i++)
		if (dax_kmem_block_state(dk, i, NULL) == DK_BLOCK_OFFLINE)
			remove_block(dk, i);
	set_gate(dk, DK_GATE_POLICY);
	release_if_empty(dk);
}
