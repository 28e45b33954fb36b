// SPDX-License-Identifier: GPL-2.0-only
#include "plan.h"

/* The inverse of DK_OFFLINE_BLOCK onlines the block in the zone it was in. */
struct dk_step dk_step_inverse(struct dk_step step)
{
	static const u8 inverse[] = {
		[DK_ADD] = DK_REMOVE,
		[DK_ONLINE_BLOCK] = DK_OFFLINE_BLOCK,
		[DK_OFFLINE_BLOCK] = DK_ONLINE_BLOCK,
		[DK_REMOVE] = DK_ADD,
		[DK_SCRUB] = DK_SCRUB,
	};

	step.op = inverse[step.op];
	return step;
}

/* The online state that block @block of the device must get. */
enum dk_state dk_block_goal(const struct dk_want *want, u32 block)
{
	if (want->goal == DK_ONLINE_MOVABLE && block < want->kernel)
		return DK_ONLINE_KERNEL;
	return want->goal;
}

static enum dk_state online_type(u8 block)
{
	return block == DK_BLOCK_KERNEL ? DK_ONLINE_KERNEL : DK_ONLINE_MOVABLE;
}

static bool is_online(u8 block)
{
	return block == DK_BLOCK_KERNEL || block == DK_BLOCK_MOVABLE;
}

static bool exists(u8 block)
{
	return block == DK_BLOCK_OFFLINE || is_online(block);
}

static int push(struct dk_plan *plan, u32 block, enum dk_op op,
		enum dk_state type)
{
	if (plan->nr == plan->cap)
		return -ENOSPC;
	plan->v[plan->nr++] = (struct dk_step){ block, op, type, false };
	return 0;
}

static u32 count_plugged(const u8 *blocks, u32 nr)
{
	u32 i, n = 0;

	for (i = 0; i < nr; i++)
		n += exists(blocks[i]);
	return n;
}

/*
 * After it has onlined a block, the kernel searches the zone for a hole, from
 * the start of the zone (set_zone_contiguous()). Online the first block, then
 * the last to the second: the kernel then finds a hole at once, and does not
 * walk the whole zone again for each block.
 */
static u32 online_order(u32 i, u32 nr)
{
	return i ? nr - i : 0;
}

/* The reverse for offlining: the second block to the last, then the first. */
static u32 offline_order(u32 i, u32 nr)
{
	return i < nr - 1 ? i + 1 : 0;
}

/*
 * Index after the first @missing absent blocks. Absent blocks before the index
 * are added. Absent blocks after it replace blocks that cannot be added.
 */
static u32 front_end(const u8 *blocks, u32 nr, u32 missing)
{
	u32 i;

	for (i = 0; i < nr && missing; i++)
		missing -= blocks[i] == DK_BLOCK_ABSENT;
	return i;
}

/*
 * True if programs may use blocks while others are still to be added. Not if a
 * block may be in a kernel zone: the kernel would place the memmaps of later
 * blocks there, and the block could not be offlined before they are removed.
 */
static bool one_by_one(const struct dk_want *want)
{
	return want->goal == DK_ONLINE_MOVABLE && !want->kernel;
}

/* Add the absent blocks before @end, and online them and the offline blocks. */
static int plan_plug(struct dk_plan *plan, const u8 *blocks, u32 nr, u32 end,
		     const struct dk_want *want)
{
	bool online = want->goal != DK_OFFLINE, early = one_by_one(want);
	int rc = 0;
	u32 i;

	/* Twice over the blocks; the second time only to online them. */
	for (i = 0; i < 2 * nr && !rc; i++) {
		u32 b = online_order(i % nr, nr);
		bool absent = blocks[b] == DK_BLOCK_ABSENT && b < end;
		bool first = i < nr;

		if (first && absent)
			rc = push(plan, b, DK_ADD, dk_block_goal(want, b));
		if (!rc && online && early == first &&
		    (absent || blocks[b] == DK_BLOCK_OFFLINE))
			rc = push(plan, b, DK_ONLINE_BLOCK,
				  dk_block_goal(want, b));
	}
	return rc;
}

static int plan_offline(struct dk_plan *plan, const u8 *blocks, u32 nr)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++) {
		u32 b = offline_order(i, nr);

		if (is_online(blocks[b]))
			rc = push(plan, b, DK_OFFLINE_BLOCK,
				  online_type(blocks[b]));
	}
	return rc;
}

static int plan_remove(struct dk_plan *plan, const u8 *blocks, u32 nr,
		       enum dk_op op)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < nr && !rc; i++)
		if (exists(blocks[i]))
			rc = push(plan, i, op, DK_OFFLINE);
	return rc;
}

static int plan_unplug(struct dk_plan *plan, const u8 *blocks, u32 nr,
		       bool scrub)
{
	int rc = plan_offline(plan, blocks, nr);

	if (!rc)
		rc = plan_remove(plan, blocks, nr, DK_REMOVE);
	if (!rc && scrub)
		rc = plan_remove(plan, blocks, nr, DK_SCRUB);
	return rc;
}

/**
 * dk_plan_make - plan the steps that bring a whole device to a goal
 * @plan: receives the steps; @plan->v has room for @plan->cap of them
 * @blocks: current state of each block, an enum dk_block_state
 * @nr: number of blocks
 * @want: the requested state
 *
 * Adds the first absent blocks until @want->blocks exist. Removes blocks only
 * for DK_UNPLUGGED. A block that is online already stays in its zone.
 *
 * Return: 0; -EINVAL if the goal cannot be requested; -ENOSPC if @plan has no
 * room.
 */
int dk_plan_make(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 const struct dk_want *want)
{
	u32 plugged = count_plugged(blocks, nr);
	u32 end = 0;

	plan->nr = 0;
	plan->units = 0;
	if (want->goal == DK_UNPLUGGED)
		return plan_unplug(plan, blocks, nr, want->scrub);
	if (want->goal != DK_OFFLINE && !dk_state_online(want->goal))
		return -EINVAL;

	if (plugged < want->blocks)
		end = front_end(blocks, nr, want->blocks - plugged);
	return plan_plug(plan, blocks, nr, end, want);
}

static int add_unit(struct dk_plan *plan, u32 block,
		    const struct dk_want *want)
{
	enum dk_state goal = dk_block_goal(want, block);
	int rc = push(plan, block, DK_ADD, goal);

	if (!rc && goal != DK_OFFLINE)
		rc = push(plan, block, DK_ONLINE_BLOCK, goal);
	if (!rc)
		plan->v[plan->nr - 1].last = true;
	return rc;
}

/**
 * dk_plan_grow - plan the units that add blocks to a device
 * @plan: receives the steps
 * @blocks: current state of each block
 * @nr: number of blocks
 * @want: DK_OFFLINE or an online state, and more blocks than exist
 *
 * The plan starts with the first absent blocks, in an order in which onlining
 * is cheap. All other absent blocks follow, to replace blocks that fail.
 *
 * Return: 0, or -ENOSPC if @plan has no room.
 */
int dk_plan_grow(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 const struct dk_want *want)
{
	u32 plugged = count_plugged(blocks, nr);
	u32 i, end;
	int rc = 0;

	plan->nr = 0;
	plan->units = 0;
	if (want->blocks <= plugged)
		return 0;

	plan->units = want->blocks - plugged;
	end = front_end(blocks, nr, plan->units);
	for (i = 0; i < end && !rc; i++) {
		u32 b = online_order(i, end);

		if (blocks[b] == DK_BLOCK_ABSENT)
			rc = add_unit(plan, b, want);
	}
	for (i = end; i < nr && !rc; i++)
		if (blocks[i] == DK_BLOCK_ABSENT)
			rc = add_unit(plan, i, want);
	return rc;
}

static int compare(u32 a, u32 b)
{
	return a < b ? -1 : a > b;
}

/*
 * For sort() and qsort(): the block that is cheapest to remove comes first. Of
 * blocks with equal cost, the last one in the device comes first.
 */
int dk_candidate_cmp(const void *a, const void *b)
{
	const struct dk_candidate *x = a, *y = b;

	return compare(x->rank, y->rank) ?:
	       compare(x->used, y->used) ?: compare(y->block, x->block);
}

/**
 * dk_plan_shrink - plan the units that remove some blocks
 * @plan: receives the steps
 * @blocks: current state of each block
 * @from: the blocks that exist, in the order in which to try them
 * @nr: number of candidates
 * @units: number of blocks to remove
 * @scrub: overwrite the removed blocks
 *
 * Return: 0, or -ENOSPC if @plan has no room.
 */
int dk_plan_shrink(struct dk_plan *plan, const u8 *blocks,
		   const struct dk_candidate *from, u32 nr, u32 units,
		   bool scrub)
{
	int rc = 0;
	u32 i;

	plan->nr = 0;
	plan->units = units;
	for (i = 0; units && i < nr && !rc; i++) {
		u32 b = from[i].block;

		if (is_online(blocks[b]))
			rc = push(plan, b, DK_OFFLINE_BLOCK,
				  online_type(blocks[b]));
		if (!rc)
			rc = push(plan, b, DK_REMOVE, DK_OFFLINE);
		if (!rc && scrub)
			rc = push(plan, b, DK_SCRUB, DK_OFFLINE);
		if (!rc)
			plan->v[plan->nr - 1].last = true;
	}
	return rc;
}

/* Is an error specific to the block, so that another block may succeed? */
static bool of_the_block(int rc)
{
	switch (rc) {
	case -EBUSY:
	case -EPERM:
	case -EEXIST:
	case -EHWPOISON:
		return true;
	default:
		return false;
	}
}

/* Undo steps @to - 1 down to @from. Returns the number that cannot be undone. */
static u32 undo(const struct dk_plan *plan, const struct dk_doer *doer,
		u32 from, u32 to)
{
	u32 stuck = 0;

	while (to-- > from)
		if (plan->v[to].op != DK_SCRUB &&
		    doer->step(doer->ctx, dk_step_inverse(plan->v[to]), true))
			stuck++;
	return stuck;
}

static u32 next_unit(const struct dk_plan *plan, u32 i)
{
	while (!plan->v[i].last)
		i++;
	return i + 1;
}

/**
 * dk_plan_run - carry out a plan
 * @plan: the steps
 * @doer: carries out a step
 * @out: receives how the run ended; may be NULL
 *
 * A plan without units is carried out completely or not at all: if a step
 * fails, the steps before it are undone, the last one first. In a plan with
 * units, only the unit of that step is undone. If the error is specific to the
 * block, the next unit is tried, until @plan->units units are done.
 *
 * A step that cannot be undone is counted and ends the run, after the other
 * steps have been undone.
 *
 * Return: 0; the errno of the last step that failed; -ENOSPC if the plan has
 * too few units.
 */
int dk_plan_run(const struct dk_plan *plan, const struct dk_doer *doer,
		struct dk_outcome *out)
{
	struct dk_outcome o = { plan->nr, 0, 0 };
	u32 i = 0, start = 0;
	int rc = 0;

	while (i < plan->nr && !(plan->units && o.units == plan->units)) {
		int err = doer->step(doer->ctx, plan->v[i], false);

		if (!err) {
			if (plan->v[i++].last) {
				o.units++;
				start = i;
			}
			continue;
		}

		rc = err;
		o.failed = i;
		o.stuck = undo(plan, doer, start, i);
		if (!plan->units || o.stuck || !of_the_block(rc))
			break;
		i = next_unit(plan, i);
		start = i;
	}

	if (plan->units)
		rc = o.units == plan->units ? 0 : rc ?: -ENOSPC;
	if (out)
		*out = o;
	return rc;
}

/* The number of steps of a plan with operation @op. */
u32 dk_plan_count(const struct dk_plan *plan, enum dk_op op)
{
	u32 i, n = 0;

	for (i = 0; i < plan->nr; i++)
		n += plan->v[i].op == op;
	return n;
}
