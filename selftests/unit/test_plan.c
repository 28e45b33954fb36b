// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/plan: random devices are brought to random goals by a doer that checks
 * each step against what the block is and fails at a step of our choice.
 */
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/plan.h"

#define BLOCKS 9
#define ROUNDS 20000

/* A device that does as it is told, and notices when it is told nonsense. */
struct toy {
	u8 block[BLOCKS];
	int calls;
	int fail_at;	/* which call fails; -1 for none */
	int stuck;	/* block whose undo fails; -1 for none */
	int nonsense;
};

static u8 zone_of(u8 type)
{
	return type == DK_ONLINE_KERNEL ? DK_BLOCK_KERNEL : DK_BLOCK_MOVABLE;
}

static void require(struct toy *t, int cond)
{
	t->nonsense += !cond;
}

static void apply(struct toy *t, struct dk_step step)
{
	u8 *b = &t->block[step.block];

	switch (step.op) {
	case DK_ADD:
		require(t, *b == DK_BLOCK_ABSENT);
		*b = DK_BLOCK_OFFLINE;
		break;
	case DK_ONLINE_BLOCK:
		require(t, *b == DK_BLOCK_OFFLINE);
		*b = zone_of(step.type);
		break;
	case DK_OFFLINE_BLOCK:
		require(t, *b == zone_of(step.type));
		*b = DK_BLOCK_OFFLINE;
		break;
	case DK_REMOVE:
		require(t, *b == DK_BLOCK_OFFLINE);
		*b = DK_BLOCK_ABSENT;
		break;
	default:
		require(t, 0);
	}
}

static int toy_step(void *ctx, struct dk_step step, bool undo)
{
	struct toy *t = ctx;

	if (!undo && t->calls++ == t->fail_at)
		return -EBUSY;
	if (undo && (int)step.block == t->stuck)
		return -EINTR;
	apply(t, step);
	return 0;
}

static const enum dk_state goals[] = {
	DK_UNPLUGGED, DK_OFFLINE, DK_ONLINE_KERNEL, DK_ONLINE_MOVABLE,
};

static void random_toy(struct toy *t)
{
	int i;

	*t = (struct toy){ .fail_at = -1, .stuck = -1 };
	for (i = 0; i < BLOCKS; i++)
		t->block[i] = rnd(4);
}

static int reached(const struct toy *t, const u8 *before, enum dk_state goal)
{
	int i;

	for (i = 0; i < BLOCKS; i++) {
		u8 b = t->block[i];
		bool was_online = before[i] >= DK_BLOCK_KERNEL;

		switch (goal) {
		case DK_UNPLUGGED:
			if (b != DK_BLOCK_ABSENT)
				return 0;
			break;
		case DK_OFFLINE:
			if (b != (was_online ? before[i] : DK_BLOCK_OFFLINE))
				return 0;
			break;
		default:
			if (b != (was_online ? before[i] : zone_of(goal)))
				return 0;
		}
	}
	return 1;
}

static void random_runs(void)
{
	struct dk_step room[2 * BLOCKS];
	struct dk_plan plan = { room, 0, dk_plan_max(BLOCKS) };
	struct dk_outcome out;
	struct toy t;
	struct dk_doer doer = { toy_step, &t };
	u8 before[BLOCKS];
	int i, rc;

	for (i = 0; i < ROUNDS; i++) {
		enum dk_state goal = goals[rnd(4)];

		random_toy(&t);
		memcpy(before, t.block, BLOCKS);
		demand(!dk_plan_make(&plan, t.block, BLOCKS, goal),
		       "a plan fits in dk_plan_max() steps");
		if (plan.nr && rnd(2))
			t.fail_at = rnd(plan.nr);

		rc = dk_plan_run(&plan, &doer, &out);
		demand(!t.nonsense, "no step is taken that the block is not ready for");
		if (t.fail_at < 0) {
			demand(!rc && reached(&t, before, goal) &&
			       out.failed == plan.nr && !out.stuck,
			       "a plan that runs through reaches its goal");
		} else {
			demand(rc == -EBUSY && (int)out.failed == t.fail_at &&
			       !memcmp(before, t.block, BLOCKS),
			       "a plan that fails at any step leaves what was before");
		}
	}
	point(1, "a plan fits in dk_plan_max() steps");
	point(1, "no step is taken that the block is not ready for");
	point(1, "a plan that runs through reaches its goal");
	point(1, "a plan that fails at any step leaves what was before");
}

static void stuck_undo(void)
{
	struct dk_step room[2 * BLOCKS];
	struct dk_plan plan = { room, 0, dk_plan_max(BLOCKS) };
	struct dk_outcome out;
	struct toy t = { .fail_at = BLOCKS + 4, .stuck = 0 };
	struct dk_doer doer = { toy_step, &t };
	int i, others = 1, rc;

	demand(!dk_plan_make(&plan, t.block, BLOCKS, DK_ONLINE_MOVABLE),
	       "a plan for an empty device is made");
	rc = dk_plan_run(&plan, &doer, &out);
	for (i = 1; i < BLOCKS; i++)
		others &= t.block[i] == DK_BLOCK_ABSENT;
	point(rc == -EBUSY && out.stuck == 2 && others &&
	      t.block[0] == DK_BLOCK_MOVABLE,
	      "a block that cannot be undone is counted, the others are undone");
}

static void orders(void)
{
	struct dk_step room[2 * BLOCKS];
	struct dk_plan plan = { room, 0, dk_plan_max(BLOCKS) };
	u8 off[BLOCKS], on[BLOCKS];

	memset(off, DK_BLOCK_OFFLINE, BLOCKS);
	memset(on, DK_BLOCK_MOVABLE, BLOCKS);

	dk_plan_make(&plan, off, BLOCKS, DK_ONLINE_MOVABLE);
	point(plan.nr == BLOCKS && plan.v[0].block == 0 &&
	      plan.v[1].block == BLOCKS - 1 && plan.v[BLOCKS - 1].block == 1,
	      "online: the first block, then the last to the second");

	dk_plan_make(&plan, on, BLOCKS, DK_UNPLUGGED);
	point(plan.nr == 2 * BLOCKS && plan.v[0].block == 1 &&
	      plan.v[BLOCKS - 1].block == 0 &&
	      plan.v[BLOCKS - 1].op == DK_OFFLINE_BLOCK &&
	      plan.v[BLOCKS].op == DK_REMOVE,
	      "offline: the second block to the last, then the first; then all are removed");

	plan.cap = 3;
	point(dk_plan_make(&plan, off, BLOCKS, DK_ONLINE) == -ENOSPC &&
	      dk_plan_make(&plan, off, BLOCKS, DK_MIXED) == -EINVAL,
	      "no room and no such goal are errors");
}

int main(void)
{
	puts("TAP version 13");
	rnd_init();
	random_runs();
	stuck_undo();
	orders();
	finish();
}
