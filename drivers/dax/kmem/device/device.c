// SPDX-License-Identifier: GPL-2.0-only
/* Change the state and the size of a bound device. */
#include "bad/bad.h"
#include "claim/block.h"
#include "device.h"
#include "claim/event.h"
#include "mm/mm.h"

/*
 * Retry the undo of a failed change: dk->goal and dk->wanted still have the
 * previous state. Retry at growing intervals and never give up, because the
 * obstacle may last as long as a change of another device.
 */
#define FIRST_RETRY 2
#define MOST_RETRY 60

static int undo_job(struct dax_kmem *dk, u64 unused)
{
	struct dk_want w = dax_kmem_want(dk, dk->goal, dk->wanted);
	enum dk_state was = dax_kmem_state(dk);
	u32 plugged = dax_kmem_count_plugged(dk);
	int rc = dax_kmem_begin_bound(dk);

	if (rc == -ENODEV)
		return rc;
	if (!rc) {
		rc = dax_kmem_change(dk, &w, false);
		dax_kmem_tell_change(dk, was, plugged);
	}
	if (!rc) {
		dk_info(dk, "a retry has undone the failed change\n");
		return 0;
	}
	dk->retry_delay = min(2 * dk->retry_delay, MOST_RETRY);
	dax_kmem_job_later(dk, undo_job, dk->retry_delay);
	return rc;
}

static int device_go_to(struct dax_kmem *dk, enum dk_state goal, enum dk_state was)
{
	struct dk_want w = dax_kmem_want(dk, goal, dk->wanted ?: dk->nr_blocks);
	int rc = dax_kmem_change(dk, &w, false);

	/* No change can restore a mixture of states that users have made. */
	if (rc && dk->stuck && was != DK_MIXED) {
		dk->retry_delay = FIRST_RETRY;
		dax_kmem_job_later(dk, undo_job, FIRST_RETRY);
	}
	if (rc)
		return rc;
	dk->goal = goal;
	WRITE_ONCE(dk->wanted, goal == DK_UNPLUGGED ? 0 : w.blocks);
	WRITE_ONCE(dk->policy, dk_policy_after(dk->policy, goal));
	return 0;
}

/* dax_kmem_deposit_check() for a change that would add memory. */
static int check_deposit(struct dax_kmem *dk)
{
	int rc = dax_kmem_deposit_check(dk);

	if (rc)
		dax_kmem_failure_refused(dk, rc);
	return rc;
}

static int state_job(struct dax_kmem *dk, u64 arg)
{
	enum dk_state was, wanted = arg;
	struct dk_census c;
	int rc = dax_kmem_begin_bound(dk);

	if (!rc && wanted != DK_UNPLUGGED)
		rc = check_deposit(dk);
	if (rc)
		return rc;
	dax_kmem_census(dk, &c);
	was = dk_state_of(&c, dk->goal);
	switch (dk_state_change(&c, dk->goal, wanted)) {
	case DK_CHANGE_NONE:
		break;
	case DK_CHANGE_RUN:
		rc = device_go_to(dk, wanted, was);
		dax_kmem_tell_change(dk, was, c.plugged);
		break;
	case DK_CHANGE_REFUSE:
		dk_err(dk, "is %s; write unplugged to state before %s\n",
		       dk_state_word(was), dk_state_word(wanted));
		rc = -EBUSY;
		dax_kmem_failure_refused(dk, rc);
		break;
	}
	return rc;
}

/**
 * dax_kmem_set_state - change the state of the whole device
 * @dk: the claim, bound
 * @wanted: DK_UNPLUGGED or an online state
 *
 * Waits for a change in progress.
 *
 * Return: 0; -EINTR for a signal; -ETIMEDOUT; -EBUSY if the device must be
 * unplugged first or if pages cannot be moved; or the error of the kernel
 * function. A failed change is undone.
 */
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted)
{
	return dax_kmem_job(dk, state_job, wanted);
}

/* Number of blocks that can be plugged: those excluded as bad do not count. */
u32 dax_kmem_most_blocks(struct dax_kmem *dk)
{
	u32 i, n = dk->nr_blocks;

	for (i = 0; i < dk->nr_blocks; i++)
		n -= dax_kmem_block_state(dk, i, NULL) == DK_BLOCK_ABSENT &&
		     dax_kmem_bad_least(dax_kmem_block_span(dk, i),
					dk->withhold);
	return n;
}

/* Memory that another driver added in one piece cannot be removed in parts. */
static bool has_whole(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++)
		if (dk->whole[i])
			return true;
	return false;
}

static int check_size(struct dax_kmem *dk, u32 blocks, u32 plugged)
{
	u32 most = dax_kmem_most_blocks(dk);

	if (blocks > most && blocks > plugged) {
		dk_err(dk, "requested_size: at most %llu bytes are available; blocks with bad pages are excluded, see withheld_size\n",
		       most * dk->block_size);
		return -ENOSPC;
	}
	if (blocks < plugged && has_whole(dk)) {
		dk_err(dk, "requested_size: another driver added the memory in one piece; write unplugged to state to remove all of it\n");
		return -EBUSY;
	}
	return 0;
}

static int device_go_to_size(struct dax_kmem *dk, u32 blocks, u32 plugged)
{
	int rc, goal = dk->goal;
	struct dk_want w;

	/* If memory is plugged, more memory gets the same state. */
	if (!plugged || !dk_state_online(goal))
		goal = dax_kmem_policy_goal(dk);
	if (goal < 0)
		return goal;

	w = dax_kmem_want(dk, goal, blocks);
	rc = dax_kmem_change(dk, &w, true);
	blocks = dax_kmem_count_plugged(dk);
	WRITE_ONCE(dk->wanted, blocks);
	if (!blocks)
		dk->goal = DK_UNPLUGGED;
	else if (!plugged)
		dk->goal = goal;
	return rc;
}

static int resize_job(struct dax_kmem *dk, u64 blocks)
{
	enum dk_state was = dax_kmem_state(dk);
	u32 plugged = dax_kmem_count_plugged(dk);
	int rc = dax_kmem_begin_bound(dk);

	if (rc)
		return rc;
	if (blocks)
		rc = dax_kmem_deposit_check(dk);
	if (!rc)
		rc = check_size(dk, blocks, plugged);
	if (rc)
		dax_kmem_failure_refused(dk, rc);
	if (!rc && blocks != plugged) {
		rc = device_go_to_size(dk, blocks, plugged);
		dax_kmem_tell_change(dk, was, plugged);
	} else if (!rc) {
		/* An earlier change may have left fewer blocks than wanted. */
		WRITE_ONCE(dk->wanted, blocks);
	}
	return rc;
}

/**
 * dax_kmem_resize - change the number of plugged blocks
 * @dk: the claim, bound
 * @blocks: the number; at most dk->nr_blocks
 *
 * Return: 0; -ENOSPC if blocks are excluded as bad; or an error that ended the
 * change early, see dax_kmem_set_state().
 */
int dax_kmem_resize(struct dax_kmem *dk, u32 blocks)
{
	return dax_kmem_job(dk, resize_job, blocks);
}
