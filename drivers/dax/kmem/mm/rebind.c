// SPDX-License-Identifier: GPL-2.0-only
/*
 * Offline the last memory of a node while programs are bound to that node.
 *
 * The kernel removes a node from cpusets and memory policies in a work item,
 * after the node's last block has gone offline. But offlining isolates the
 * block first. A page fault of a bound program then finds no page on the node
 * and may use no other node, so the OOM killer kills some task. To avoid this,
 * rebind the programs while the last block still works: when the last but one
 * goes offline, clear the node's bit in node_states[N_MEMORY]. Cpusets follow
 * this mask at each memory event, see cpuset_track_online_nodes() in
 * kernel/cgroup/cpuset.c. Newer kernels only tell cpusets of a node's first and
 * last block, while the last one is isolated. A task that faults then has the lock
 * that cpusets need to rebind it, until the OOM killer ends some task. So call
 * the callback of cpusets.
 *
 * Rebound policies do not return to the node, so try first whatever may fail:
 * while the node has two blocks, empty the last one once. If the callback of
 * cpusets is not known yet, trigger the memory event by an offline that our own
 * notifier refuses.
 *
 * Locking: a change holds dk->lock. If two devices on one node are unplugged at
 * the same time, neither may see the last but one block. Bound programs then
 * only get the kernel's own handling.
 */
#include <linux/cpuset.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/memory.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "compat/compat.h"
#include "compat/cpuset.h"
#include "kernel/cpusets.h"
#include "mm.h"

/* The kernel rebinds in milliseconds, but takes longer for very many tasks. */
#define REBIND_WAIT msecs_to_jiffies(10000)
#define REBIND_STEP_MS 20

/* Leave the rest to the offline after this time: it may still succeed. */
#define EMPTY_WAIT msecs_to_jiffies(30000)

/* A rest takes that many times as long as the attempt before it. */
#define EMPTY_REST 3

/* Number of online blocks of the device's node, regardless of owner. */
static unsigned long blocks_on(struct dax_kmem *dk)
{
	if (dk->node < 0 || !node_online(dk->node))
		return 0;
	return DIV_ROUND_UP(NODE_DATA(dk->node)->node_present_pages,
			    PHYS_PFN(dk->block_size));
}

/* Checks from a kernel thread whether cpusets have dropped a node. */
struct look {
	struct work_struct work;
	int node;
	bool gone;
};

static void cpuset_look(struct work_struct *work)
{
	struct look *l = container_of(work, struct look, work);

	/* Kernel threads are in the root cpuset: all nodes with memory. */
	l->gone = !node_isset(l->node, cpuset_current_mems_allowed);
}

static bool cpusets_rebound(int node)
{
	struct look l = { .node = node };

	INIT_WORK_ONSTACK(&l.work, cpuset_look);
	schedule_work(&l.work);
	flush_work(&l.work);
	destroy_work_on_stack(&l.work);
	return l.gone;
}

/* Wait until cpusets and policies have dropped the node, or REBIND_WAIT. */
static void wait_rebound(struct dax_kmem *dk)
{
	unsigned long end = jiffies + REBIND_WAIT;

	if (!IS_ENABLED(CONFIG_CPUSETS))
		return;
	while (!cpusets_rebound(dk->node)) {
		if (time_after(jiffies, end)) {
			dk_warn(dk, "programs are still bound to node %d; offlining its last block may kill them\n",
				dk->node);
			return;
		}
		msleep(REBIND_STEP_MS);
	}
	dax_kmem_stragglers();
}

/*
 * True if the span has pages that only an offline handles: it dissolves huge
 * pages and skips retired pages, but alloc_contig_range() cannot.
 */
static bool only_offline_can(struct dk_span span)
{
	unsigned long pfn = PHYS_PFN(span.start), end = PHYS_PFN(span.end);

	for (; pfn < end; pfn++) {
		struct page *page = pfn_to_page(pfn);

		cond_resched();
		if (PageHuge(page) || PageHWPoison(page) || PageOffline(page))
			return true;
	}
	return false;
}

/* Give bound programs time to fault: they cannot while a block is isolated. */
static int empty_rest(struct dax_kmem *dk, unsigned long rest)
{
	unsigned long end = jiffies + rest;

	do {
		schedule_timeout_interruptible(HZ / 50);
		if (dk_job_interrupted(dk->job))
			return -EINTR;
	} while (time_before(jiffies, end));
	return 0;
}

/*
 * Migrate the contents of a block without offlining it, to find pinned pages
 * early. alloc_contig_range() tries only a few times. An offline continues
 * until a signal or the time limit, so if @wait is set, continue for
 * EMPTY_WAIT, most of it at rest: programs may fill the block as fast as it is
 * emptied. Skip blocks and ignore errors that an offline may handle.
 *
 * Return 0; -EBUSY for pages that did not move; -EINTR.
 */
static int empty_block(struct dax_kmem *dk, u32 i, bool wait)
{
	struct dk_span span = dax_kmem_block_span(dk, i), bad;
	unsigned long pfn = PHYS_PFN(span.start);
	unsigned long nr = PHYS_PFN(dk_span_len(span));
	unsigned long began, end = jiffies + EMPTY_WAIT;
	int rc;

	if (dk->memmap_here || dax_kmem_bad_first(span, &bad) ||
	    dax_kmem_block_state(dk, i, NULL) != DK_BLOCK_MOVABLE ||
	    only_offline_can(span) || !dax_kmem_block_used(dk, i))
		return 0;
	for (;;) {
		rc = dax_kmem_io_wait(dk, i);
		if (rc)
			return rc;
		began = jiffies;
		rc = alloc_contig_range(pfn, pfn + nr, DK_CONTIG_MOVABLE,
					GFP_KERNEL | __GFP_NOWARN |
					__GFP_RETRY_MAYFAIL);
		if (!rc)
			free_contig_range(pfn, nr);
		if (rc != -EBUSY && rc != -EINTR)
			return 0;
		if (!wait || time_after(jiffies, end))
			return -EBUSY;
		rc = empty_rest(dk, EMPTY_REST * (jiffies - began));
		if (rc)
			return rc;
	}
}

/* Index of an online block other than @i; nr_blocks if there is none. */
static u32 other_online(struct dax_kmem *dk, u32 i)
{
	u32 n;

	for (n = 0; n < dk->nr_blocks; n++)
		if (n != i && dax_kmem_block_state(dk, n, NULL) >= DK_BLOCK_KERNEL)
			break;
	return n;
}

/*
 * If the change is undone unless all blocks go (@whole), wait for the last
 * block here, so that giving up does not affect policies. Otherwise the other
 * blocks go, and the last one stays with its policies.
 */
static int before_last_but_one(struct dax_kmem *dk, u32 i, bool whole,
			       u32 *culprit)
{
	u32 last = other_online(dk, i);
	int rc;

	if (last == dk->nr_blocks)
		return 0;
	rc = empty_block(dk, last, whole);
	WRITE_ONCE(dk->last_but_one, !rc);
	if (rc != -EINTR)
		return 0;
	*culprit = last;
	return rc;
}

/*
 * Have cpusets read node_states again. If their callback is not known, trigger a
 * memory event: the block is isolated until our notifier refuses the offline.
 */
static void tell_cpusets(struct dax_kmem *dk, u32 i)
{
	if (dk_cpusets_tell())
		return;
	dax_kmem_set_gate(dk, DK_GATE_SHUT);
	dax_kmem_block_write(dk, i, DK_OFFLINE);
	dax_kmem_set_gate(dk, DK_GATE_OWNER);
}

static void before_only(struct dax_kmem *dk, u32 i)
{
	dax_kmem_cushion_start();
	node_clear_state(dk->node, N_MEMORY);
	tell_cpusets(dk, i);
	wait_rebound(dk);
}

static void last_one_ends(struct dax_kmem *dk)
{
	if (!dk->last_one)
		return;
	dk->last_one = false;
	dax_kmem_cushion_bound_end();
}

/**
 * dax_kmem_before_offline - prepare bound programs for the offline of a block
 * @dk: the claim; caller holds dk->lock, owns the gate and removes all blocks
 * @i: index of the block, which is online
 * @whole: the change is undone unless all blocks go offline
 * @culprit: receives the block that ended the attempt, if it is not @i
 *
 * Return: 0; -EINTR if a signal or the time limit ended the attempt.
 */
int dax_kmem_before_offline(struct dax_kmem *dk, u32 i, bool whole,
			    u32 *culprit)
{
	unsigned long left = blocks_on(dk);

	if (left == 2 && node_state(dk->node, N_MEMORY))
		return before_last_but_one(dk, i, whole, culprit);
	if (left != 1)
		return 0;
	if (node_state(dk->node, N_MEMORY))
		before_only(dk, i);
	dk->last_one = true;
	dax_kmem_cushion_bound_begin();
	return 0;
}

/**
 * dax_kmem_after_offline - wait for cpusets after an offline, failed or not
 * @dk: the claim; caller holds dk->lock
 */
void dax_kmem_after_offline(struct dax_kmem *dk)
{
	u32 last;

	last_one_ends(dk);
	if (!dk->last_but_one)
		return;
	WRITE_ONCE(dk->last_but_one, false);
	if (!blocks_on(dk) || node_state(dk->node, N_MEMORY))
		return;
	last = other_online(dk, dk->nr_blocks);
	if (!dk_cpusets_follow_blocks() && last < dk->nr_blocks) {
		tell_cpusets(dk, last);
		dax_kmem_cushion_start();
	}
	wait_rebound(dk);
}

/**
 * dax_kmem_node_kept - restore N_MEMORY if a node still has memory
 * @dk: the claim; caller holds dk->lock
 *
 * Called at the end of a change.
 */
void dax_kmem_node_kept(struct dax_kmem *dk)
{
	u32 i;

	if (!blocks_on(dk) || node_state(dk->node, N_MEMORY))
		return;
	node_set_state(dk->node, N_MEMORY);
	i = other_online(dk, dk->nr_blocks);
	if (i < dk->nr_blocks)
		tell_cpusets(dk, i);
}

/**
 * dax_kmem_node_leaves - clear N_MEMORY after the last but one block has gone
 * @dk: the claim; caller is the memory notifier, which runs before cpusets'
 */
void dax_kmem_node_leaves(struct dax_kmem *dk)
{
	if (!READ_ONCE(dk->last_but_one))
		return;
	dax_kmem_cushion_start();
	node_clear_state(dk->node, N_MEMORY);
}

int dax_kmem_rebind_init(void)
{
	int rc = dk_cpusets_init();

	if (rc)
		return rc;
	rc = dax_kmem_cushion_init();
	if (rc)
		dk_cpusets_exit();
	return rc;
}

void dax_kmem_rebind_exit(void)
{
	dax_kmem_cushion_exit();
	dk_cpusets_exit();
}
