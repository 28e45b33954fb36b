// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/plan: plans for random devices and random goals run on a model, which
 * checks each step against the state of its block and fails at chosen steps.
 */
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/plan.h"

#define BLOCKS 9
#define ROUNDS 20000

/* A step of a block that fails, unless it undoes another step. */
struct fault {
	u8 op;
	int rc;		/* 0 for none */
};

/* A model of a device that executes steps and counts impossible ones. */
struct toy {
	u8 block[BLOCKS];
	u8 scrubs[BLOCKS];
	struct fault fault[BLOCKS];
	int stuck;	/* block whose undo fails; -1 for none */
	int nonsense;
};

/* One plan for all tests: each finds the steps that the previous one left. */
static struct dk_step room[3 * BLOCKS];
static struct dk_plan plan = { .v = room, .cap = 3 * BLOCKS };

static const int errors[] = {
	-EBUSY, -EPERM, -EEXIST, -EHWPOISON, -EINTR, -ENOMEM,
};

static bool of_the_block(int rc)
{
	return rc != -EINTR && rc != -ENOMEM;
}

static u8 zone_of(u8 type)
{
	return type == DK_ONLINE_KERNEL ? DK_BLOCK_KERNEL : DK_BLOCK_MOVABLE;
}

static bool exists(u8 block)
{
	return block != DK_BLOCK_ABSENT && block != DK_BLOCK_WITHHELD;
}

static u32 count(const u8 *blocks, bool existing)
{
	u32 i, n = 0;

	for (i = 0; i < BLOCKS; i++)
		n += existing ? exists(blocks[i]) : blocks[i] == DK_BLOCK_ABSENT;
	return n;
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
	case DK_SCRUB:
		require(t, *b == DK_BLOCK_ABSENT);
		t->scrubs[step.block]++;
		break;
	default:
		require(t, 0);
	}
}

static int toy_step(void *ctx, struct dk_step step, bool undo)
{
	struct toy *t = ctx;
	struct fault *f = &t->fault[step.block];

	require(t, !undo || step.op != DK_SCRUB);
	if (!undo && f->rc && f->op == step.op)
		return f->rc;
	if (undo && (int)step.block == t->stuck)
		return -EINTR;
	apply(t, step);
	return 0;
}

static void random_toy(struct toy *t)
{
	int i;

	*t = (struct toy){ .stuck = -1 };
	for (i = 0; i < BLOCKS; i++)
		t->block[i] = rnd(5);
}

static struct dk_want random_want(void)
{
	static const enum dk_state goals[] = {
		DK_OFFLINE, DK_ONLINE, DK_ONLINE_KERNEL, DK_ONLINE_MOVABLE,
	};

	return (struct dk_want){ goals[rnd(4)], rnd(BLOCKS + 2),
				 rnd(BLOCKS + 1), rnd(2) };
}

/* The state of a block once @want is reached. */
static u8 arrived(const struct dk_want *want, u32 block)
{
	if (want->goal == DK_OFFLINE)
		return DK_BLOCK_OFFLINE;
	if (want->goal == DK_ONLINE_MOVABLE && block < want->kernel)
		return DK_BLOCK_KERNEL;
	return zone_of(want->goal);
}

/* Simple twin of a whole plan: one block after another, without failures. */
static void twin_whole(u8 *blocks, const struct dk_want *want)
{
	u32 i, n = count(blocks, true);

	for (i = 0; i < BLOCKS; i++) {
		if (want->goal == DK_UNPLUGGED) {
			if (exists(blocks[i]))
				blocks[i] = DK_BLOCK_ABSENT;
			continue;
		}
		if (blocks[i] == DK_BLOCK_ABSENT && n < want->blocks) {
			blocks[i] = DK_BLOCK_OFFLINE;
			n++;
		}
		if (blocks[i] == DK_BLOCK_OFFLINE)
			blocks[i] = arrived(want, i);
	}
}

/* True if each block that existed was scrubbed once, or none without @scrub. */
static bool scrubbed(const struct toy *t, const u8 *before, bool scrub)
{
	int i;

	for (i = 0; i < BLOCKS; i++)
		if (t->scrubs[i] != (scrub && exists(before[i])))
			return false;
	return true;
}

static void run_whole(struct toy *t, const struct dk_want *want, int fail_at)
{
	struct dk_doer doer = { toy_step, t };
	struct dk_outcome out;
	u8 before[BLOCKS], after[BLOCKS];
	int rc, error = errors[rnd(6)];

	memcpy(before, t->block, BLOCKS);
	memcpy(after, t->block, BLOCKS);
	twin_whole(after, want);
	if (fail_at >= 0)
		t->fault[room[fail_at].block] =
			(struct fault){ room[fail_at].op, error };

	rc = dk_plan_run(&plan, &doer, &out);
	demand(!t->nonsense, "each step is possible in its block's state");
	demand(!out.units && !out.stuck, "a whole plan has no units");
	if (fail_at >= 0) {
		demand(rc == error && (int)out.failed == fail_at &&
		       !memcmp(before, t->block, BLOCKS),
		       "a plan that fails at any step restores the previous states");
		return;
	}
	demand(!rc && out.failed == plan.nr && !memcmp(after, t->block, BLOCKS),
	       "a plan without failures reaches its goal");
	demand(scrubbed(t, before, want->scrub && want->goal == DK_UNPLUGGED),
	       "each removed block is scrubbed once, if at all");
}

static void random_wholes(void)
{
	struct toy t;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		struct dk_want want = random_want();

		if (!rnd(3))
			want.goal = DK_UNPLUGGED;
		plan.units = rnd(3);	/* left from another plan */
		random_toy(&t);
		demand(!dk_plan_make(&plan, t.block, BLOCKS, &want),
		       "a plan fits in dk_plan_max() steps");
		run_whole(&t, &want,
			  plan.nr && rnd(2) ? (int)rnd(plan.nr) : -1);
	}
	point(dk_plan_max(BLOCKS) == plan.cap,
	      "a plan fits in dk_plan_max() steps");
	point(1, "each step is possible in its block's state");
	point(1, "a whole plan has no units");
	point(1, "a plan without failures reaches its goal");
	point(1, "a plan that fails at any step restores the previous states");
	point(1, "each removed block is scrubbed once, if at all");
}

/* The expected result of a run of units. */
struct twin {
	u8 block[BLOCKS];
	u8 goal[BLOCKS];	/* state of each block after its unit */
	struct dk_outcome out;
	int rc;
};

/* The index of the step of @block that will fail; -1 for none. */
static int fault_at(const struct toy *t, u32 block)
{
	const struct fault *f = &t->fault[block];
	u32 i;

	for (i = 0; f->rc && i < plan.nr; i++)
		if (room[i].block == block && room[i].op == f->op)
			return i;
	return -1;
}

static u32 steps_before(u32 block, u32 at)
{
	u32 i, n = 0;

	for (i = 0; i < at; i++)
		n += room[i].block == block;
	return n;
}

/* Simple twin of a run of units: it knows which steps will fail. */
static void twin_units(struct twin *w, const struct toy *t)
{
	u32 i;

	for (i = 0; i < plan.nr && w->out.units < plan.units; i++) {
		u32 b = room[i].block;
		int at = fault_at(t, b);

		if (!room[i].last)
			continue;
		if (at < 0) {
			w->block[b] = w->goal[b];
			w->out.units++;
			continue;
		}
		w->rc = t->fault[b].rc;
		w->out.failed = at;
		if ((int)b == t->stuck)
			w->out.stuck = steps_before(b, at);
		if (w->out.stuck || !of_the_block(w->rc))
			return;
	}
}

static void random_faults(struct toy *t)
{
	int i, odds = 1 + rnd(6);

	for (i = 0; i < BLOCKS; i++) {
		/* mostly errors after which the run continues */
		int rc = errors[rnd(rnd(3) ? 4 : 6)];

		if (!rnd(odds))
			t->fault[i] = (struct fault){ rnd(DK_NR_OPS), rc };
	}
	if (!rnd(4))
		t->stuck = rnd(BLOCKS);
}

/* A stuck block is in the state where its undo left it. */
static bool same_blocks(const struct toy *t, const struct twin *w)
{
	int i;

	for (i = 0; i < BLOCKS; i++)
		if (t->block[i] != w->block[i] &&
		    !(w->out.stuck && i == t->stuck))
			return false;
	return true;
}

static void run_units(struct toy *t, const u8 *goal)
{
	struct dk_doer doer = { toy_step, t };
	struct twin w = { .out.failed = plan.nr };
	struct dk_outcome out;
	int rc;

	memcpy(w.block, t->block, BLOCKS);
	memcpy(w.goal, goal, BLOCKS);
	random_faults(t);
	twin_units(&w, t);

	rc = dk_plan_run(&plan, &doer, &out);
	demand(!t->nonsense,
	       "each step of a unit is possible in its block's state");
	demand(out.units <= plan.units && out.units == w.out.units,
	       "as many units as possible are done, but not more than requested");
	demand(out.stuck == w.out.stuck && out.failed == w.out.failed,
	       "a unit that cannot be undone ends the run");
	demand(same_blocks(t, &w),
	       "a unit that fails leaves its block unchanged");
	demand(rc == (out.units == plan.units ? 0 : w.rc ?: -ENOSPC),
	       "a run with too few units fails with the last error or ENOSPC");
	demand(!rc == (out.units == plan.units),
	       "a run succeeds only if all units are done");
}

/* The blocks of the units in order. Returns their number, 0 for a bad plan. */
static u32 unit_blocks(u32 *order)
{
	u32 i, n = 0, first = 0;

	for (i = 0; i < plan.nr; i++) {
		if (room[i].block != room[first].block)
			return 0;
		if (!room[i].last)
			continue;
		order[n++] = room[i].block;
		first = i + 1;
	}
	return first == plan.nr ? n : 0;
}

/* Every absent block once: the lowest ones first, then the others sorted. */
static bool grows_upwards(const u8 *blocks)
{
	u32 order[3 * BLOCKS], i, j, n = unit_blocks(order);

	for (i = 0; i < n; i++) {
		if (blocks[order[i]] != DK_BLOCK_ABSENT)
			return false;
		for (j = i + 1; j < n; j++)
			if (j < plan.units ? order[i] == order[j] :
					     order[i] >= order[j])
				return false;
	}
	return n == count(blocks, false);
}

static void random_grows(void)
{
	struct toy t;
	u8 goal[BLOCKS];
	u32 b;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		struct dk_want want = random_want();
		u32 more;

		random_toy(&t);
		/* sometimes more than there are */
		more = 1 + rnd(count(t.block, false) + 2);
		want.blocks = count(t.block, true) + more;
		for (b = 0; b < BLOCKS; b++)
			goal[b] = arrived(&want, b);

		demand(!dk_plan_grow(&plan, t.block, BLOCKS, &want) &&
		       plan.units == more && grows_upwards(t.block),
		       "grow: the lowest absent blocks first, then all others");
		run_units(&t, goal);
	}
	point(1, "grow: the lowest absent blocks first, then all others");
}

static u32 random_candidates(struct dk_candidate *c, const u8 *blocks)
{
	u32 b, n = 0;

	for (b = 0; b < BLOCKS; b++)
		if (exists(blocks[b]))
			c[n++] = (struct dk_candidate){ b, rnd(3), rnd(3) };
	qsort(c, n, sizeof(*c), dk_candidate_cmp);
	return n;
}

static bool follows(const struct dk_candidate *c, u32 nr)
{
	u32 order[3 * BLOCKS], i;

	if (unit_blocks(order) != nr)
		return false;
	for (i = 0; i < nr; i++)
		if (order[i] != c[i].block)
			return false;
	return true;
}

static bool scrubs_match(const struct toy *t, const u8 *before, bool scrub)
{
	int i;

	for (i = 0; i < BLOCKS; i++) {
		bool gone = exists(before[i]) && !exists(t->block[i]);

		/* a block whose undo failed may be gone without a scrub */
		if (i != t->stuck && t->scrubs[i] != (scrub && gone))
			return false;
	}
	return true;
}

static void random_shrinks(void)
{
	static const u8 gone[BLOCKS];	/* all DK_BLOCK_ABSENT */
	struct dk_candidate c[BLOCKS];
	u8 before[BLOCKS];
	struct toy t;
	int i;

	for (i = 0; i < ROUNDS; i++) {
		bool scrub = rnd(2);
		u32 nr, units;

		random_toy(&t);
		nr = random_candidates(c, t.block);
		units = 1 + rnd(nr + 2);
		memcpy(before, t.block, BLOCKS);

		demand(!dk_plan_shrink(&plan, t.block, c, nr, units, scrub) &&
		       plan.units == units && follows(c, nr),
		       "shrink: in the order of the candidates");
		run_units(&t, gone);
		demand(scrubs_match(&t, before, scrub),
		       "shrink: removed blocks are scrubbed once, if at all");
	}
	point(1, "shrink: in the order of the candidates");
	point(1, "shrink: removed blocks are scrubbed once, if at all");
}

static void random_units(void)
{
	random_grows();
	random_shrinks();
	point(1, "each step of a unit is possible in its block's state");
	point(1,
	      "as many units as possible are done, but not more than requested");
	point(1, "a unit that cannot be undone ends the run");
	point(1, "a unit that fails leaves its block unchanged");
	point(1,
	      "a run with too few units fails with the last error or ENOSPC");
	point(1, "a run succeeds only if all units are done");
}

/* One more block is requested than exists, and no step fails. */
static void too_few_units(void)
{
	struct dk_want more = { DK_ONLINE, BLOCKS + 1, 0, false };
	struct dk_candidate c[] = { { 5, 1, 0 }, { 2, 1, 0 } };
	struct toy t = { .stuck = -1 };
	struct dk_doer doer = { toy_step, &t };
	struct dk_outcome out;

	dk_plan_grow(&plan, t.block, BLOCKS, &more);
	point(dk_plan_run(&plan, &doer, &out) == -ENOSPC &&
	      out.units == BLOCKS && out.failed == plan.nr && !out.stuck &&
	      count(t.block, true) == BLOCKS,
	      "grow: with too few units, all are done, and ENOSPC is returned");

	dk_plan_shrink(&plan, t.block, c, 2, 3, false);
	point(dk_plan_run(&plan, &doer, &out) == -ENOSPC &&
	      out.units == 2 && out.failed == plan.nr && !out.stuck &&
	      count(t.block, true) == BLOCKS - 2 && !t.nonsense,
	      "shrink: with too few units, all are done, and ENOSPC is returned");
}

/* Runs the plan; true if it is empty and changes nothing. */
static bool does_nothing(struct toy *t)
{
	struct dk_doer doer = { toy_step, t };
	struct dk_outcome out;
	struct toy before;

	memcpy(&before, t, sizeof(before));
	return !plan.nr && !plan.units && !dk_plan_run(&plan, &doer, &out) &&
	       !out.units && !out.failed && !out.stuck &&
	       !memcmp(&before, t, sizeof(before));
}

/* The requested blocks, or more, are already plugged. */
static void no_units(void)
{
	struct dk_candidate c[BLOCKS];
	struct toy t;
	int i, rc;

	for (i = 0; i < ROUNDS / 10; i++) {
		struct dk_want want = random_want();

		random_toy(&t);
		want.blocks = rnd(count(t.block, true) + 1);
		plan.nr = plan.units = 1 + rnd(3); /* of another plan */
		rc = dk_plan_grow(&plan, t.block, BLOCKS, &want);
		demand(!rc && does_nothing(&t),
		       "grow: to the current size or less is an empty plan");

		plan.nr = plan.units = 1 + rnd(3);
		rc = dk_plan_shrink(&plan, t.block, c,
				    random_candidates(c, t.block), 0, rnd(2));
		demand(!rc && does_nothing(&t),
		       "shrink: by no blocks is an empty plan");
	}
	point(1, "grow: to the current size or less is an empty plan");
	point(1, "shrink: by no blocks is an empty plan");
}

/* An error at the first of two candidates. */
static void kinds_of_errors(void)
{
	struct dk_candidate c[] = { { 5, 1, 0 }, { 2, 1, 0 } };
	int i, good = 1;

	for (i = 0; i < 6; i++) {
		struct toy t = { .stuck = -1 };
		struct dk_doer doer = { toy_step, &t };
		int rc;

		memset(t.block, DK_BLOCK_MOVABLE, BLOCKS);
		t.fault[5] = (struct fault){ DK_REMOVE, errors[i] };
		dk_plan_shrink(&plan, t.block, c, 2, 1, false);
		rc = dk_plan_run(&plan, &doer, NULL);
		good &= rc == (i < 4 ? 0 : errors[i]);
		good &= t.block[5] == DK_BLOCK_MOVABLE;
		good &= t.block[2] ==
			(i < 4 ? DK_BLOCK_ABSENT : DK_BLOCK_MOVABLE);
	}
	point(good,
	      "an error of a block leads to the next block, others end the run");
}

static void stuck_undo(void)
{
	struct dk_want want = { DK_ONLINE_MOVABLE, BLOCKS, 0, false };
	struct toy t = { .stuck = 0 };
	struct dk_doer doer = { toy_step, &t };
	struct dk_outcome out;
	int i, others = 1, rc;

	demand(!dk_plan_make(&plan, t.block, BLOCKS, &want),
	       "there is a plan for an empty device");
	t.fault[room[BLOCKS + 4].block] =
		(struct fault){ DK_ONLINE_BLOCK, -EBUSY };
	rc = dk_plan_run(&plan, &doer, &out);
	for (i = 1; i < BLOCKS; i++)
		others &= t.block[i] == DK_BLOCK_ABSENT;
	point(rc == -EBUSY && out.stuck == 2 && others &&
	      t.block[0] == DK_BLOCK_MOVABLE,
	      "steps that cannot be undone are counted, other blocks are undone");
}

static bool order_is(const u32 *wanted)
{
	u32 order[3 * BLOCKS];

	return unit_blocks(order) == BLOCKS &&
	       !memcmp(order, wanted, BLOCKS * sizeof(*order));
}

static void orders(void)
{
	struct dk_want online = { DK_ONLINE_MOVABLE, BLOCKS, 0, false };
	struct dk_want kernel = { DK_ONLINE_MOVABLE, BLOCKS, 1, false };
	struct dk_want four = { DK_ONLINE_MOVABLE, 4, 0, false };
	struct dk_want away = { DK_UNPLUGGED, 0, 0, false };
	u8 none[BLOCKS] = { 0 }, off[BLOCKS], on[BLOCKS];
	bool one_by_one = true;
	u32 i;

	memset(off, DK_BLOCK_OFFLINE, BLOCKS);
	memset(on, DK_BLOCK_MOVABLE, BLOCKS);

	dk_plan_make(&plan, off, BLOCKS, &online);
	point(plan.nr == BLOCKS && room[0].block == 0 &&
	      room[1].block == BLOCKS - 1 && room[BLOCKS - 1].block == 1,
	      "online: the first block, then the last to the second");

	dk_plan_make(&plan, none, BLOCKS, &online);
	for (i = 0; i + 1 < plan.nr; i += 2)
		one_by_one = one_by_one && room[i].op == DK_ADD &&
			     room[i + 1].op == DK_ONLINE_BLOCK &&
			     room[i].block == room[i + 1].block;
	point(one_by_one && plan.nr == 2 * BLOCKS && !room[0].block &&
	      room[2].block == BLOCKS - 1 && room[4].block == BLOCKS - 2,
	      "a block is onlined before the next is added, the first block first");
	dk_plan_make(&plan, none, BLOCKS, &kernel);
	point(plan.nr == 2 * BLOCKS && room[BLOCKS - 1].op == DK_ADD &&
	      room[BLOCKS].op == DK_ONLINE_BLOCK && !room[BLOCKS].block,
	      "with a part in a kernel zone, all blocks are added first");

	dk_plan_make(&plan, on, BLOCKS, &away);
	point(plan.nr == 2 * BLOCKS && room[0].block == 1 &&
	      room[BLOCKS - 1].block == 0 &&
	      room[BLOCKS - 1].op == DK_OFFLINE_BLOCK &&
	      room[BLOCKS].op == DK_REMOVE,
	      "offline: the second block to the last, then the first; removal last");

	dk_plan_grow(&plan, none, BLOCKS, &four);
	point(order_is((u32[]){ 0, 3, 2, 1, 4, 5, 6, 7, 8 }),
	      "grow: of the requested blocks, the first, then the last to the second");
}

/* The type of the step that onlines a block; DK_OFFLINE if there is none. */
static u8 online_type_of(u32 block)
{
	u32 i;

	for (i = 0; i < plan.nr; i++)
		if (room[i].op == DK_ONLINE_BLOCK && room[i].block == block)
			return room[i].type;
	return DK_OFFLINE;
}

/* Each add has the type that its block gets later. */
static bool adds_have_types(void)
{
	u32 i, adds = 0;

	for (i = 0; i < plan.nr; i++) {
		if (room[i].op != DK_ADD)
			continue;
		if (room[i].type != online_type_of(room[i].block))
			return false;
		adds++;
	}
	return adds == BLOCKS;
}

static void adds(void)
{
	struct dk_want kernel = { DK_ONLINE_MOVABLE, BLOCKS, 2, false };
	struct dk_want offline = { DK_OFFLINE, BLOCKS, 0, false };
	u8 none[BLOCKS] = { 0 };

	dk_plan_make(&plan, none, BLOCKS, &kernel);
	point(adds_have_types() && online_type_of(1) == DK_ONLINE_KERNEL &&
	      online_type_of(2) == DK_ONLINE_MOVABLE,
	      "each add has the type that its block gets later");
	dk_plan_make(&plan, none, BLOCKS, &offline);
	point(adds_have_types() && online_type_of(0) == DK_OFFLINE,
	      "... and DK_OFFLINE if it gets none");
	dk_plan_grow(&plan, none, BLOCKS, &kernel);
	point(adds_have_types() && online_type_of(1) == DK_ONLINE_KERNEL,
	      "... also when the device grows");
	dk_plan_grow(&plan, none, BLOCKS, &offline);
	point(adds_have_types() && online_type_of(0) == DK_OFFLINE,
	      "... without being onlined, too");
}

static void no_room(void)
{
	struct dk_want online = { DK_ONLINE, BLOCKS, 0, false };
	struct dk_want mixed = { DK_MIXED, BLOCKS, 0, false };
	struct dk_candidate c[] = { { 0, 0, 0 }, { 1, 0, 0 } };
	u8 none[BLOCKS] = { 0 }, off[BLOCKS];
	struct dk_plan tight = { room, 0, 3, 0 };

	memset(off, DK_BLOCK_OFFLINE, BLOCKS);
	point(dk_plan_make(&tight, off, BLOCKS, &online) == -ENOSPC &&
	      dk_plan_make(&tight, off, BLOCKS, &mixed) == -EINVAL,
	      "too little room and an invalid goal are errors");
	point(dk_plan_grow(&tight, none, BLOCKS, &online) == -ENOSPC &&
	      dk_plan_shrink(&tight, off, c, 2, 1, true) == -ENOSPC,
	      "too little room for a unit is an error");
}

/* Rank, use and position as the digits of one number. */
static u64 cost(const struct dk_candidate *c)
{
	return (u64)c->rank << 40 | (u64)c->used << 8 | (255 - c->block);
}

static void sorting(void)
{
	static const u32 used[] = { 0, 1, 0x7fffffff, 0x80000000, ~0U };
	struct dk_candidate c[32];
	u32 i, j;

	for (i = 0; i < ROUNDS / 10; i++) {
		for (j = 0; j < 32; j++)
			c[j] = (struct dk_candidate){ rnd(256), rnd(3),
						      used[rnd(5)] };
		qsort(c, 32, sizeof(*c), dk_candidate_cmp);
		for (j = 1; j < 32; j++)
			demand(cost(&c[j - 1]) <= cost(&c[j]),
			       "candidates: by rank, then by use, then the last block first");
	}
	point(!dk_candidate_cmp(c, c),
	      "candidates: by rank, then by use, then the last block first");
}

int main(void)
{
	points_planned(33);
	rnd_init();
	random_wholes();
	random_units();
	too_few_units();
	no_units();
	kinds_of_errors();
	stuck_undo();
	orders();
	adds();
	no_room();
	sorting();
	finish();
}
