/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A change of a device as data: steps on single memory blocks, each with its
 * inverse, so that what was done can be undone from the same list.
 */
#ifndef DK_CORE_PLAN_H
#define DK_CORE_PLAN_H

#include "policy.h"

enum dk_op {
	DK_ADD,
	DK_ONLINE_BLOCK,
	DK_OFFLINE_BLOCK,
	DK_REMOVE,
	DK_SCRUB,		/* overwrite with zeros; undoing it does nothing */
	DK_NR_OPS,
};

/* What a block is. The online ones tell where to bring it back to. */
enum dk_block_state {
	DK_BLOCK_ABSENT,	/* no memory block exists */
	DK_BLOCK_OFFLINE,	/* exists, offline */
	DK_BLOCK_KERNEL,	/* online, not in ZONE_MOVABLE */
	DK_BLOCK_MOVABLE,	/* online in ZONE_MOVABLE */
	DK_BLOCK_WITHHELD,	/* does not exist, and must not be added */
};

struct dk_step {
	u32 block;		/* index of the block in its device */
	u8 op;			/* enum dk_op */
	u8 type;		/* DK_ONLINE_BLOCK and DK_OFFLINE_BLOCK: the enum
				 * dk_state that the block gets, or had
				 */
	bool last;		/* ends a unit: what was done up to here stays */
};

/**
 * struct dk_plan - steps, in the order in which they are done
 * @v: the steps
 * @nr: how many there are
 * @cap: how many @v has room for
 * @units: 0 for a plan that is done whole or not at all. Else the plan is a
 *	list of units, each of which is; so many of them are to succeed, and
 *	those behind are there in case some do not
 */
struct dk_plan {
	struct dk_step *v;
	u32 nr;
	u32 cap;
	u32 units;
};

/* Steps that a plan for @blocks blocks can have at the most. */
static inline u32 dk_plan_max(u32 blocks)
{
	return 3 * blocks;
}

/**
 * struct dk_want - what a device is to become
 * @goal: DK_UNPLUGGED, DK_OFFLINE (added only) or one of the online states
 * @blocks: how many blocks are to exist, unless @goal is DK_UNPLUGGED
 * @kernel: with the goal DK_ONLINE_MOVABLE, the first so many blocks of the
 *	device go to the kernel's zone
 * @scrub: overwrite what is removed
 */
struct dk_want {
	enum dk_state goal;
	u32 blocks;
	u32 kernel;
	bool scrub;
};

/**
 * struct dk_candidate - a block that could be given back
 * @block: index of the block
 * @rank: 0 offline, 1 online, 2 online and of the kernel's part
 * @used: pages of it that are in use
 */
struct dk_candidate {
	u32 block;
	u32 rank;
	u32 used;
};

/**
 * struct dk_doer - who carries steps out
 * @step: does one step; with @undo set it must not give up for a signal.
 *	Returns 0 or a negative errno.
 * @ctx: handed to @step
 */
struct dk_doer {
	int (*step)(void *ctx, struct dk_step step, bool undo);
	void *ctx;
};

/**
 * struct dk_outcome - how a run ended
 * @failed: index of the step that failed last; the plan's length if none did
 * @stuck: steps whose inverse failed too
 * @units: units that were done
 */
struct dk_outcome {
	u32 failed;
	u32 stuck;
	u32 units;
};

enum dk_state dk_block_goal(const struct dk_want *want, u32 block);
struct dk_step dk_step_inverse(struct dk_step step);
int dk_candidate_cmp(const void *a, const void *b);
int dk_plan_make(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 const struct dk_want *want);
int dk_plan_grow(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 const struct dk_want *want);
int dk_plan_shrink(struct dk_plan *plan, const u8 *blocks,
		   const struct dk_candidate *from, u32 nr, u32 units,
		   bool scrub);
u32 dk_plan_count(const struct dk_plan *plan, enum dk_op op);
int dk_plan_run(const struct dk_plan *plan, const struct dk_doer *doer,
		struct dk_outcome *out);

#endif /* DK_CORE_PLAN_H */
