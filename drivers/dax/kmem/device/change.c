// SPDX-License-Identifier: GPL-2.0-only
/* Changes of a device: make a plan, run its steps, and report the result. */
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "claim/event.h"
#include "claim/trace.h"
#include "device.h"
#include "mm/mm.h"

/*
 * An undo gives up after UNDO_SECONDS without a successful step. Only a page
 * that was pinned meanwhile, or a change of another device, can delay it that
 * long. A retry that removes memory has less time, because others wait for the
 * hotplug lock.
 */
#define UNDO_SECONDS 30
#define RETRY_SECONDS 2

/**
 * struct run - a plan in progress
 * @dk: the device
 * @plan: the plan
 * @states: state of each block when the plan was made
 * @from: blocks that can be removed, best candidates first
 * @all: the change removes all blocks of the device
 * @whole: the change is undone unless all steps succeed
 * @culprit: the block that made a step fail; NO_CULPRIT if the step's own did
 * @kept: reason, if huge pages kept the last block that failed to go offline
 * @kept_block: index of that block
 * @huge: bytes in huge pages that the node has lost to offlines
 * @end: time limit for all steps together, from dk_job_end()
 * @undoing: the last step was part of an undo
 */
struct run {
	struct dax_kmem *dk;
	struct dk_plan plan;
	u8 *states;
	struct dk_candidate *from;
	bool all;
	bool whole;
	u32 culprit;
	const char *kept;
	u32 kept_block;
	s64 huge;
	unsigned long end;
	bool undoing;
};

#define NO_CULPRIT (~0U)

/* Why the step in progress must end. */
static int stop_errno(const struct dk_job *job)
{
	if (dk_job_expired(job))
		return -ETIMEDOUT;
	return dk_job_lacks_room(job) ? -ENOMEM : -EINTR;
}

/* Record the effect of an offline, or of a failed one, on huge pages. */
static void see_huge(struct run *run, u32 block, const struct dk_huge *was,
		     int rc)
{
	struct dk_huge left = { 0 };

	if (rc == -EINTR)
		rc = stop_errno(run->dk->job);
	if (rc) {
		dax_kmem_huge_count(run->dk, block, &left);
		run->kept_block = block;
		run->kept = dax_kmem_huge_reason(&left,
						 dax_kmem_block_used(run->dk, block),
						 rc);
	}
	run->huge += was->free + was->used - left.free - left.used;
}

static int offline_step(struct run *run, struct dk_step step)
{
	struct dk_huge was;
	u32 need;
	int rc;

	run->culprit = NO_CULPRIT;
	rc = dax_kmem_room_for_block(run->dk, step.block, &need);
	if (need && run->dk->check_room)
		dk_job_minds_room(run->dk->job, dax_kmem_room_is_gone);
	if (!rc && need)
		rc = dax_kmem_io_wait(run->dk, step.block);
	if (!rc && run->all)
		rc = dax_kmem_before_offline(run->dk, step.block, run->whole,
					     &run->culprit);
	if (!rc) {
		dax_kmem_huge_count(run->dk, step.block, &was);
		rc = dax_kmem_do_step(run->dk, step);
		see_huge(run, step.block, &was, rc);
	}
	if (rc && run->culprit == NO_CULPRIT)
		dax_kmem_failure_look(run->dk, step.block, PFN_PHYS((u64)need));
	else if (rc)
		dax_kmem_failure_look(run->dk, run->culprit, 0);
	dax_kmem_after_offline(run->dk);
	return rc;
}

/*
 * An offline or a scrub may take long, so any signal ends it. Only a fatal
 * signal ends other steps.
 */
static enum dk_minds step_minds(u8 op)
{
	return op == DK_OFFLINE_BLOCK || op == DK_SCRUB ? DK_MINDS_SIGNALS :
							  DK_MINDS_FATAL;
}

static int run_forward(struct run *run, struct dk_step step)
{
	struct dk_job *job = run->dk->job;
	int rc;

	dk_job_minds(job, step_minds(step.op));
	if (run->undoing)
		dk_job_until(job, run->end);
	run->undoing = false;
	do {
		if (dk_job_interrupted(job))
			return stop_errno(job);
		rc = step.op == DK_OFFLINE_BLOCK ?
			offline_step(run, step) :
			dax_kmem_do_step(run->dk, step);
	} while (rc == -EINTR);

	return rc;
}

/*
 * No signal ends an undo, so dk_job_interrupted() clears the flag of the signal
 * that ended the change. After UNDO_SECONDS without a successful step, try each
 * remaining step without waiting.
 */
static int run_backward(struct run *run, struct dk_step step)
{
	struct dk_job *job = run->dk->job;
	int rc;

	if (!run->undoing)
		dk_job_minds(job, DK_MINDS_NOTHING);
	if (!run->undoing || !dk_job_expired(job))
		dk_job_until(job, dk_job_end(UNDO_SECONDS));
	run->undoing = true;
	dk_job_interrupted(job);
	do {
		rc = dax_kmem_do_step(run->dk, step);
	} while (rc == -EINTR && !dk_job_interrupted(job));
	return rc;
}

/* struct dk_doer.step */
static int run_step(void *ctx, struct dk_step step, bool undo)
{
	struct run *run = ctx;
	struct dax_kmem *dk = run->dk;
	u8 was = dax_kmem_block_state(dk, step.block, NULL);
	ktime_t start = ktime_get();
	s64 usecs;
	int rc;

	cond_resched();
	rc = undo ? run_backward(run, step) : run_forward(run, step);
	usecs = ktime_us_delta(ktime_get(), start);
	if (rc && !undo)
		dk->failing.msecs = div_s64(usecs, USEC_PER_MSEC);
	trace_dax_kmem_step(dk->name, dax_kmem_block_id(dk, step.block),
			    step.op, was,
			    dax_kmem_block_state(dk, step.block, NULL),
			    usecs, undo, rc);
	return rc;
}

static void record_failure(struct run *run, const struct dk_outcome *out, u32 block)
{
	struct dk_failure *f = &run->dk->failing;

	f->begun = true;
	f->op = run->plan.v[out->failed].op;
	f->looked &= f->op == DK_OFFLINE_BLOCK;
	f->block = dax_kmem_block_id(run->dk, block);
	f->done = out->failed;
	f->steps = run->plan.nr;
	f->left = out->stuck ? DK_LEFT_STUCK :
		  run->plan.units ? DK_LEFT_REACHED : DK_LEFT_ALL;
}

static void report_failure(struct run *run, const struct dk_outcome *out, int rc)
{
	struct dax_kmem *dk = run->dk;
	struct dk_step step = run->plan.v[out->failed];
	const char *left = "the device is unchanged";
	const char *why = run->kept_block == step.block ? run->kept : NULL;
	u32 block = run->culprit == NO_CULPRIT ? step.block : run->culprit;

	record_failure(run, out, block);
	if (out->stuck)
		left = "the undo is incomplete, see dax_kmem/blocks";
	else if (run->plan.units)
		left = "the device keeps the size reached, see dax_kmem/plugged_size";
	else if (run->huge > 0)
		left = "the device is unchanged except for huge pages";
	dk_err(dk, "memory%lu could not be %s: %s (%d); %s\n",
	       dax_kmem_block_id(dk, block), dax_kmem_op_word(step.op),
	       why ?: dax_kmem_reason(step, rc), rc, left);
	if (run->huge > 0)
		dk_warn(dk, "%lld MiB of huge pages were lost on node %d; write its hugepages/*/nr_hugepages to allocate them again\n",
			run->huge >> 20, dk->node);
}

/* Return the number of blocks that exist. */
static u32 snapshot_blocks(struct run *run, bool holding)
{
	struct dax_kmem *dk = run->dk;
	u32 withhold = holding ? dk->withhold : 1;
	u32 i, plugged = 0;

	for (i = 0; i < dk->nr_blocks; i++) {
		u8 s = dax_kmem_block_state(dk, i, NULL);

		plugged += s != DK_BLOCK_ABSENT;
		if (s == DK_BLOCK_ABSENT &&
		    dax_kmem_bad_least(dax_kmem_block_span(dk, i), withhold))
			s = DK_BLOCK_WITHHELD;
		run->states[i] = s;
	}
	return plugged;
}

static u32 block_rank(struct run *run, u32 i)
{
	if (run->states[i] == DK_BLOCK_OFFLINE)
		return 0;
	return i < run->dk->kernel && run->states[i] == DK_BLOCK_KERNEL ? 2 : 1;
}

/* List the existing blocks, those that cost least to remove first. */
static u32 find_candidates(struct run *run)
{
	struct dax_kmem *dk = run->dk;
	u32 i, nr = 0;

	for (i = 0; i < dk->nr_blocks; i++) {
		struct dk_candidate c = { i };

		if (run->states[i] == DK_BLOCK_ABSENT ||
		    run->states[i] == DK_BLOCK_WITHHELD)
			continue;
		c.rank = block_rank(run, i);
		if (c.rank)
			c.used = dax_kmem_block_used(dk, i);
		run->from[nr++] = c;
		cond_resched();
	}
	sort(run->from, nr, sizeof(*run->from), dk_candidate_cmp, NULL);
	return nr;
}

/* The gate keeps others from changing the blocks until the plan has ended. */
static int make_plan(struct run *run, const struct dk_want *want,
		     bool piecemeal, bool holding)
{
	struct dax_kmem *dk = run->dk;
	u32 plugged = snapshot_blocks(run, holding);

	if (!piecemeal)
		return dk_plan_make(&run->plan, run->states, dk->nr_blocks,
				    want);
	if (plugged < want->blocks)
		return dk_plan_grow(&run->plan, run->states, dk->nr_blocks,
				    want);
	return dk_plan_shrink(&run->plan, run->states, run->from,
			      find_candidates(run), plugged - want->blocks,
			      want->scrub);
}

/* Time limit in seconds; 0 for none. */
static unsigned int limit_of(struct dax_kmem *dk, bool adds)
{
	if (dk->retrying)
		return adds ? UNDO_SECONDS : RETRY_SECONDS;
	return adds ? 0 : dk->timeout;
}

static int run_plan(struct run *run)
{
	struct dax_kmem *dk = run->dk;
	struct dk_doer doer = { run_step, run };
	u32 scrubs, adds = dk_plan_count(&run->plan, DK_ADD);
	struct dk_outcome out;
	int rc = 0;

	if (adds || dk_plan_count(&run->plan, DK_ONLINE_BLOCK))
		rc = dax_kmem_online_check(dk);
	if (!rc && adds) {
		rc = dax_kmem_reserve(dk);
		if (!rc)
			rc = dax_kmem_room_for_memmap(dk, &run->plan);
	}
	if (!rc)
		rc = dax_kmem_room_for_plan(dk, &run->plan);
	if (rc)
		return rc;

	scrubs = dk_plan_count(&run->plan, DK_SCRUB);
	if (run->plan.units)
		scrubs = min(scrubs, run->plan.units);
	atomic64_set(&dk->scrubbed, 0);
	atomic64_set(&dk->to_scrub, scrubs * dk->block_size);
	run->end = dk_job_end(limit_of(dk, adds));
	dk_job_until(dk->job, run->end);
	rc = dk_plan_run(&run->plan, &doer, &out);
	dax_kmem_node_kept(dk);
	WRITE_ONCE(dk->stuck, out.stuck);
	if (rc && out.failed < run->plan.nr && !dk->retrying)
		report_failure(run, &out, rc);
	return rc;
}

static int alloc_run(struct run *run)
{
	u32 nr = run->dk->nr_blocks;

	run->plan.cap = dk_plan_max(nr);
	run->plan.v = kvmalloc_array(run->plan.cap, sizeof(*run->plan.v),
				     GFP_KERNEL);
	run->states = kvmalloc(nr, GFP_KERNEL);
	run->from = kvmalloc_array(nr, sizeof(*run->from), GFP_KERNEL);
	return run->plan.v && run->states && run->from ? 0 : -ENOMEM;
}

static void free_run(struct run *run)
{
	kvfree(run->from);
	kvfree(run->states);
	kvfree(run->plan.v);
}

/**
 * dax_kmem_change - bring a device to a wanted state and size
 * @dk: the claim, bound; caller holds dk->lock
 * @want: the wanted state and size
 * @piecemeal: grow or shrink towards @want->blocks as far as possible;
 *	otherwise bring the whole device to @want->goal, or undo the change
 *
 * Return: 0 or an errno, after a line in the log and a record in the attribute
 * failure: -EINTR for a signal; -ETIMEDOUT; -EBUSY for pages that cannot be
 * moved; -ENOMEM; or the error of the kernel function.
 */
int dax_kmem_change(struct dax_kmem *dk, const struct dk_want *want,
		    bool piecemeal)
{
	struct run run = {
		.dk = dk,
		.all = piecemeal ? !want->blocks : want->goal == DK_UNPLUGGED,
		.whole = !piecemeal,
		.culprit = NO_CULPRIT,
	};
	bool holding, held;
	int rc;

	lockdep_assert_held(&dk->lock);
	dax_kmem_failure_none(dk);
	rc = alloc_run(&run);
	if (rc)
		goto out;

	rc = dax_kmem_badblocks_import(dk->dev, &dk->ranges);
	if (rc)
		goto out;
	holding = dax_kmem_hold_for(dk, &held);
	/* Keep others out before reading the states of the blocks. */
	dax_kmem_set_gate(dk, DK_GATE_OWNER);
	rc = make_plan(&run, want, piecemeal, holding);
	if (!rc)
		rc = run_plan(&run);
	dax_kmem_set_gate(dk, DK_GATE_POLICY);
	if (held)
		dax_kmem_hold_put();
	dax_kmem_tell_block(dk);
	if (dk->pinned)
		dax_kmem_release_if_empty(dk);
out:
	free_run(&run);
	dax_kmem_failure_end(dk, rc);
	return rc;
}
