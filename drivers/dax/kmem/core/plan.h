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
};

/* What a block is. The online ones tell where to bring it back to. */
enum dk_block_state {
	DK_BLOCK_ABSENT,	/* no memory block exists */
	DK_BLOCK_OFFLINE,	/* exists, offline */
	DK_BLOCK_KERNEL,	/* online, not in ZONE_MOVABLE */
	DK_BLOCK_MOVABLE,	/* online in ZONE_MOVABLE */
};

struct dk_step {
	u32 block;		/* index of the block in its device */
	u8 op;			/* enum dk_op */
	u8 type;		/* DK_ONLINE_BLOCK and DK_OFFLINE_BLOCK: the enum
				 * dk_state that the block gets, or had
				 */
};

struct dk_plan {
	struct dk_step *v;
	u32 nr;
	u32 cap;
};

/* Steps that a plan for @blocks blocks can have at the most. */
static inline u32 dk_plan_max(u32 blocks)
{
	return 2 * blocks;
}

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
 * @failed: index of the step that failed; the plan's length if none did
 * @stuck: steps whose inverse failed too
 */
struct dk_outcome {
	u32 failed;
	u32 stuck;
};

struct dk_step dk_step_inverse(struct dk_step step);
int dk_plan_make(struct dk_plan *plan, const u8 *blocks, u32 nr,
		 enum dk_state goal);
int dk_plan_run(const struct dk_plan *plan, const struct dk_doer *doer,
		struct dk_outcome *out);

#endif /* DK_CORE_PLAN_H */
