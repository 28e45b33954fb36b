/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A change of a device as data: steps on single memory blocks, each with its
 * inverse, so that the steps already done can be undone from the same list.
 */
#ifndef DK_CORE_PLAN_H
#define DK_CORE_PLAN_H

#include "policy.h"

enum dk_op {
	DK_ADD,
	DK_ONLINE_BLOCK,
	DK_OFFLINE_BLOCK,
	DK_REMOVE,
	DK_SCRUB,		/* overwrite with zeros; undo does nothing */
	DK_NR_OPS,
};

/* State of a block. The online states name the zone to restore it to. */
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
				 * dk_state that the block gets, or had; DK_ADD:
				 * the one that it gets in a later step
				 */
	bool last;		/* last step of a unit; done units stay */
};

/**
 * struct dk_plan - steps, in the order in which they are done
 * @v: the steps
 * @nr: number of steps
 * @cap: number of steps that @v has room for
 * @units: 0 for a plan that is done completely or not at all. Otherwise the
 *	plan is a list of units, each of which is done completely or not at all,
 *	and @units of them must succeed. The remaining units replace units that
 *	fail
 */
struct dk_plan {
	struct dk_step *v;
	u32 nr;
	u32 cap;
	u32 units;
};

/* Maximum number of steps in a plan for @blocks blocks. */
static inline u32 dk_plan_max(u32 blocks)
{
	return 3 * blocks;
}

/**
 * struct dk_want - the requested state of a device
 * @goal: DK_UNPLUGGED, DK_OFFLINE (added only) or one of the online states
 * @blocks: number of blocks that must exist, unless @goal is DK_UNPLUGGED
 * @kernel: with the goal DK_ONLINE_MOVABLE, number of blocks at the start of
 *	the device that are onlined in a kernel zone
 * @scrub: overwrite blocks that are removed
 */
struct dk_want {
	enum dk_state goal;
	u32 blocks;
	u32 kernel;
	bool scrub;
};

/**
 * struct dk_candidate - a block that could be removed
 * @block: index of the block
 * @rank: 0 offline, 1 online, 2 online and in the part for kernel zones
 * @used: number of its pages that are in use
 */
struct dk_candidate {
	u32 block;
	u32 rank;
	u32 used;
};

/**
 * struct dk_doer - carries out the steps of a plan
 * @step: does one step; with @undo set it must not stop for a signal. Returns 0
 *	or a negative errno.
 * @ctx: passed to @step
 */
struct dk_doer {
	int (*step)(void *ctx, struct dk_step step, bool undo);
	void *ctx;
};

/**
 * struct dk_outcome - how a run ended
 * @failed: index of the last step that failed; length of the plan if none did
 * @stuck: number of steps that could not be undone
 * @units: number of units that were done
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
