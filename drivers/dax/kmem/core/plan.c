// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"

/* The inverse of DK_OFFLINE_BLOCK brings the block back to where it was. */
struct dk_step dk_step_inverse(struct dk_step step)
{
	static const u8 inverse[] = {
		[DK_ADD] = DK_REMOVE,
		[DK_ONLINE_BLOCK] = DK_OFFLINE_BLOCK,
		[DK_OFFLINE_BLOCK] = DK_ONLINE_BLOCK,
		[DK_REMOVE] = DK_ADD,
	};

	step.op = inverse[step.op];
	return step;
}

static int push(struct dk_plan *plan, u32 block, enum dk_op op,
		enum dk_state type)
{
	if (plan->nr == plan->cap)
		return -ENOSPC;
	plan->v[plan->nr++] = (struct dk_step){ block, op, type };
	return 0;
}

static int plan_add(struct dk_plan *plan, const u8 *blocks, u32 nr)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++)
		if (blocks[i] == DK_BLOCK_ABSENT)
			rc = push(plan, i, DK_ADD, DK_OFFLINE);
	return rc;
}

static int plan_remove(struct dk_plan *plan, const u8 *blocks, u32 nr)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++)
		if (blocks[i] != DK_BLOCK_ABSENT)
			rc = push(plan, i, DK_REMOVE, DK_OFFLINE);
	return rc;
}

/*
 * After each block the kernel looks whether the zone has holes
 * (set_zone_contiguous()), from the zone's start to the first hole. First
 * block, then last to second: the hole is met at once each time, and the walk
 * over a whole zone, block after block, never happens.
 */
static int plan_online(struct dk_plan *plan, const u8 *blocks, u32 nr,
		       enum dk_state type)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++) {
		u32 b = i ? nr - i : 0;

		if (blocks[b] == DK_BLOCK_ABSENT ||
		    blocks[b] == DK_BLOCK_OFFLINE)
			rc = push(plan, b, DK_ONLINE_BLOCK, type);
	}
	return rc;
}

/* The same from the other end: second to last, then the first. */
static int plan_offline(struct dk_plan *plan, const u8 *blocks, u32 nr)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++) {
		u32 b = i < nr - 1 ? i + 1 : 0;

		if (blocks[b] == DK_BLOCK_KERNEL)
			rc = push(plan, b, DK_OFFLINE_BLOCK, DK_ONLINE_KERNEL);
		else if (blocks[b] == DK_BLOCK_MOVABLE)
			rc = push(plan, b, DK_OFFLINE_BLOCK, DK_ONLINE_MOVABLE);
	}
	return rc;
}

/**
 * dk_plan_make - the steps that bring a whole device to a goal
 * @plan: receives the steps; @plan->v has room for @plan->cap of them
 * @blocks: what each block is now, an enum dk_block_state
 * @nr: number of blocks
 * @goal: DK_UNPLUGGED, DK_OFFLINE (added only) or one of the online states
 *
 * A block that is online already stays in the zone where it is.
 *
 * Returns 0; -EINVAL for another goal; -ENOSPC if @plan has no room.
 */
int dk_plan_make(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 enum dk_state goal)
{
	int rc;

	plan->nr = 0;
	if (goal == DK_UNPLUGGED) {
		rc = plan_offline(plan, blocks, nr);
		return rc ?: plan_remove(plan, blocks, nr);
	}
	if (goal != DK_OFFLINE && !dk_state_online(goal))
		return -EINVAL;

	rc = plan_add(plan, blocks, nr);
	if (rc || goal == DK_OFFLINE)
		return rc;
	return plan_online(plan, blocks, nr, goal);
}

/**
 * dk_plan_run - carry a plan out, whole or not at all
 * @plan: the steps
 * @doer: carries out one
 * @out: receives how it ended; may be NULL
 *
 * When a step fails, the steps before it are undone, the last one first. A
 * step that cannot be undone is counted and left; the others are undone all
 * the same.
 *
 * Returns 0, or what the step that failed returned.
 */
int dk_plan_run(const struct dk_plan *plan, const struct dk_doer *doer,
		struct dk_outcome *out)
{
	struct dk_outcome o = { plan->nr, 0 };
	int rc = 0;
	u32 i;

	for (i = 0; i < plan->nr; i++) {
		rc = doer->step(doer->ctx, plan->v[i], false);
		if (rc)
			break;
	}

	if (rc) {
		o.failed = i;
		while (i--)
			if (doer->step(doer->ctx,
				       dk_step_inverse(plan->v[i]), true))
				o.stuck++;
	}

	if (out)
		*out = o;
	return rc;
}
