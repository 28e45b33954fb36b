// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last memory of a node goes while programs are bound to that node.
 *
 * The kernel takes a node out of cpusets and memory policies in a work item, after
 * the node's last block has gone. A block is isolated before it goes: a fault of a
 * bound program finds no page on the node and may use no other, so the OOM killer
 * comes, and takes whom it likes. Here the node is taken out while its last block
 * still works: when the last but one has gone, the node is no longer said to have
 * memory (node_states[N_MEMORY], which cpusets follow at each memory event, see
 * cpuset_track_online_nodes() in kernel/cgroup/cpuset.c).
 *
 * Policies that were moved off the node do not come back, so what can fail is tried
 * before: while there are two blocks, the last one is emptied once. A node that has
 * one block only has no such moment: cpusets are told by an attempt to take it offline
 * that our own notifier refuses.
 *
 * Locking: a change holds dk->lock. Two devices on one node may be given back at
 * once; then neither may see the last but one, and bound programs have what the
 * kernel does for them.
 */
#include <linux/cpuset.h>
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/memory.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/oom.h>
#include <linux/sched.h>
#include <linux/workqueue.h>
#include "bad/bad.h"
#include "block.h"
#include "mm.h"

/* The kernel rebinds in milliseconds; with very many tasks it may take longer. */
#define REBIND_WAIT msecs_to_jiffies(10000)

/* After that it is the offline's turn: it may know better why a page stays. */
#define EMPTY_WAIT msecs_to_jiffies(30000)

/* For so long a task that would have the OOM killer called tries again instead. */
#define CUSHION msecs_to_jiffies(3000)
#define CUSHION_STEP_MS 20

/* End of the cushion, in jiffies; 0 if there was none yet. */
static unsigned long cushion_end;

static void start_cushion(void)
{
	WRITE_ONCE(cushion_end, (jiffies + CUSHION) | 1);
}

/* How many blocks of its node are online, of whomever. */
static unsigned long blocks_on(struct dax_kmem *dk)
{
	if (dk->node < 0 || !node_online(dk->node))
		return 0;
	return DIV_ROUND_UP(NODE_DATA(dk->node)->node_present_pages,
			    PHYS_PFN(dk->block_size));
}

/* Has everything that the kernel's cpusets do about memory been done? */
struct look {
	struct work_struct work;
	int node;
	bool gone;
};

static void cpuset_look(struct work_struct *work)
{
	struct look *l = container_of(work, struct look, work);

	/* A kernel thread is in the root cpuset, which has all nodes with memory. */
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

/* Waits for cpusets and policies to leave the node; they may not, without harm. */
static void wait_rebound(struct dax_kmem *dk)
{
	unsigned long end = jiffies + REBIND_WAIT;

	if (!IS_ENABLED(CONFIG_CPUSETS))
		return;
	while (!cpusets_rebound(dk->node)) {
		if (time_after(jiffies, end)) {
			dk_warn(dk, "the kernel still binds programs to node %d; its last block goes all the same\n",
				dk->node);
			return;
		}
		msleep(CUSHION_STEP_MS);
	}
}

/*
 * An offline dissolves huge pages and passes over pages that the kernel has out of
 * use; to empty a block is to move all that is in it.
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

/*
 * Moves away all that is in a block, without taking it offline: what is pinned
 * there shows now. The kernel tries only a few times; an offline goes on until a
 * signal or the time limit ends it, and so do we if @wait is set, for a while. What
 * an offline might yet move is left to it.
 *
 * Return: 0; -EBUSY for pages that did not move; -EINTR.
 */
static int empty_block(struct dax_kmem *dk, u32 i, bool wait)
{
	struct dk_span span = dax_kmem_block_span(dk, i), bad;
	unsigned long pfn = PHYS_PFN(span.start);
	unsigned long nr = PHYS_PFN(dk_span_len(span));
	unsigned long end = jiffies + EMPTY_WAIT;
	int rc;

	if (dk->memmap_here || dax_kmem_bad_first(span, &bad) ||
	    dax_kmem_block_state(dk, i, NULL) != DK_BLOCK_MOVABLE ||
	    only_offline_can(span) || !dax_kmem_block_used(dk, i))
		return 0;
	for (;;) {
		rc = dax_kmem_io_wait(dk, i);
		if (rc)
			return rc;
		rc = alloc_contig_range(pfn, pfn + nr, MIGRATE_MOVABLE,
					GFP_KERNEL | __GFP_NOWARN |
					__GFP_RETRY_MAYFAIL);
		if (!rc)
			free_contig_range(pfn, nr);
		if (rc != -EBUSY && rc != -EINTR)
			return 0;
		if (!wait || time_after(jiffies, end))
			return -EBUSY;
		schedule_timeout_interruptible(HZ / 50);
		if (dk_job_interrupted(dk->job))
			return -EINTR;
	}
}

/* A block of ours that is online and is not block @i; nr_blocks if none is. */
static u32 other_online(struct dax_kmem *dk, u32 i)
{
	u32 n;

	for (n = 0; n < dk->nr_blocks; n++)
		if (n != i && dax_kmem_block_state(dk, n, NULL) >= DK_BLOCK_KERNEL)
			break;
	return n;
}

/*
 * Where the device goes whole or not at all, who gives up waiting for the last block
 * does so here, and nothing has happened to policies. Else the others go, and it stays.
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
 * A memory event, so that cpusets look at node_states again. The block is isolated
 * for the moment until our notifier says no.
 */
static void tell_cpusets(struct dax_kmem *dk, u32 i)
{
	dax_kmem_set_gate(dk, DK_GATE_SHUT);
	dax_kmem_block_write(dk, i, DK_OFFLINE);
	dax_kmem_set_gate(dk, DK_GATE_OWNER);
}

static void before_only(struct dax_kmem *dk, u32 i)
{
	start_cushion();
	node_clear_state(dk->node, N_MEMORY);
	tell_cpusets(dk, i);
	wait_rebound(dk);
	start_cushion();
}

/**
 * dax_kmem_before_offline - before a block goes, of a device that goes altogether
 * @dk: the claim; caller holds dk->lock and keeps the gate
 * @i: index of the block, which is online
 * @whole: the device goes whole or not at all
 * @culprit: receives the block that is in the way, if it is another one
 *
 * Return: 0; -EINTR if a signal or the time limit ended the attempt.
 */
int dax_kmem_before_offline(struct dax_kmem *dk, u32 i, bool whole,
			    u32 *culprit)
{
	unsigned long left = blocks_on(dk);

	if (left > 2 || !node_state(dk->node, N_MEMORY))
		return 0;
	if (left == 2)
		return before_last_but_one(dk, i, whole, culprit);
	before_only(dk, i);
	return 0;
}

/**
 * dax_kmem_after_offline - after a block was taken offline, or could not be
 * @dk: the claim; caller holds dk->lock
 */
void dax_kmem_after_offline(struct dax_kmem *dk)
{
	if (!dk->last_but_one)
		return;
	WRITE_ONCE(dk->last_but_one, false);
	if (blocks_on(dk) && !node_state(dk->node, N_MEMORY))
		wait_rebound(dk);
}

/**
 * dax_kmem_node_kept - a change has ended: a node with memory says that it has
 * @dk: the claim; caller holds dk->lock
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
 * dax_kmem_node_leaves - a block of a device has gone offline
 * @dk: the claim; caller is the memory notifier, before cpusets are told
 */
void dax_kmem_node_leaves(struct dax_kmem *dk)
{
	if (!READ_ONCE(dk->last_but_one))
		return;
	start_cushion();
	node_clear_state(dk->node, N_MEMORY);
}

/*
 * A program that faults in the moment in which the last block is isolated may
 * have no node left that it could use, until its policy has been moved. It waits
 * a little and tries again.
 */
static int rebind_oom(struct notifier_block *nb, unsigned long unused, void *freed)
{
	unsigned long end = READ_ONCE(cushion_end);

	if (end && time_before(jiffies, end)) {
		msleep(CUSHION_STEP_MS);
		(*(unsigned long *)freed)++;
	}
	return NOTIFY_OK;
}

static struct notifier_block oom_notifier = {
	.notifier_call = rebind_oom,
};

int dax_kmem_rebind_init(void)
{
	return register_oom_notifier(&oom_notifier);
}

void dax_kmem_rebind_exit(void)
{
	unregister_oom_notifier(&oom_notifier);
}
