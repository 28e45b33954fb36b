// SPDX-License-Identifier: GPL-2.0-only
/*
 * core/spanset against a simple twin: the same random operations on a set of
 * extents and on an array with one byte for each address.
 */
#include <string.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/spanset.h"

#define SPACE 400
#define ROUNDS 200000

static unsigned char twin[SPACE];

static struct dk_span random_span(void)
{
	unsigned int start = rnd(SPACE - 40);

	return (struct dk_span){ start, start + rnd(40) };
}

static int same(const struct dk_spanset *set)
{
	unsigned char flat[SPACE] = { 0 };
	u32 i;
	u64 a;

	for (i = 0; i < set->nr; i++) {
		if (dk_span_empty(set->v[i]))
			return 0;
		/* sorted, and a gap between any two */
		if (i && set->v[i - 1].end >= set->v[i].start)
			return 0;
		for (a = set->v[i].start; a < set->v[i].end; a++)
			flat[a] = 1;
	}
	return !memcmp(flat, twin, SPACE);
}

static int twin_any(struct dk_span s)
{
	while (s.start < s.end)
		if (twin[s.start++])
			return 1;
	return 0;
}

static int twin_all(struct dk_span s)
{
	while (s.start < s.end)
		if (!twin[s.start++])
			return 0;
	return 1;
}

static u64 twin_len(void)
{
	u64 a, n = 0;

	for (a = 0; a < SPACE; a++)
		n += twin[a];
	return n;
}

/* The first run of ones inside a span; empty if there is none. */
static struct dk_span twin_first(struct dk_span within)
{
	struct dk_span part;

	while (within.start < within.end && !twin[within.start])
		within.start++;
	part = (struct dk_span){ within.start, within.start };
	while (part.end < within.end && twin[part.end])
		part.end++;
	return part;
}

static int same_first(const struct dk_spanset *set, struct dk_span within)
{
	struct dk_span part = { 1, 2 }, wanted = twin_first(within);
	bool found = dk_spanset_first(set, within, &part);

	return found == !dk_span_empty(wanted) &&
	       (!found || dk_span_equal(part, wanted));
}

/* One part after another, as the driver iterates over a span. */
static int same_parts(const struct dk_spanset *set, struct dk_span within)
{
	struct dk_span part;

	while (same_first(set, within)) {
		if (!dk_spanset_first(set, within, &part))
			return 1;
		within.start = part.end;
	}
	return 0;
}

static void random_operations(void)
{
	struct dk_span room[SPACE], s;
	struct dk_spanset set = { room, 0, SPACE };
	int i, add;

	for (i = 0; i < ROUNDS; i++) {
		s = random_span();
		add = rnd(2);
		demand(!(add ? dk_spanset_add : dk_spanset_sub)(&set, s),
		       "with room, every operation succeeds");
		memset(twin + s.start, add, dk_span_len(s));
		demand(same(&set), "the set and the array are the same");

		s = random_span();
		demand(dk_spanset_overlaps(&set, s) == twin_any(s) &&
		       dk_spanset_covers(&set, s) == twin_all(s) &&
		       dk_spanset_len(&set) == twin_len(),
		       "queries get the same answers");

		s = rnd(100) ? random_span() : (struct dk_span){ 0, SPACE };
		demand(same_first(&set, s),
		       "the first part in a span is the first run of the array");
		demand(same_parts(&set, s),
		       "each part is found after the previous one, up to the last");
	}
	point(1, "with room, every operation succeeds");
	point(1, "the set and the array are the same");
	point(1, "queries get the same answers");
	point(1, "the first part in a span is the first run of the array");
	point(1, "each part is found after the previous one, up to the last");
}

/* A full set refuses an operation and stays unchanged. */
static void no_room(void)
{
	struct dk_span room[4], before[4], s;
	struct dk_spanset set = { room, 0, 4 };
	int i, rc, refused = 0;
	u32 nr;

	for (i = 0; i < ROUNDS; i++) {
		memcpy(before, room, sizeof(room));
		nr = set.nr;
		s = random_span();
		rc = (rnd(2) ? dk_spanset_add : dk_spanset_sub)(&set, s);
		demand(set.nr <= set.cap, "a full set never outgrows its array");
		if (!rc)
			continue;
		refused++;
		demand(rc == -ENOSPC && set.nr == nr &&
		       !memcmp(before, room, nr * sizeof(*room)),
		       "a refused operation changes nothing");
	}
	point(refused > 0, "a full set never outgrows its array");
	point(refused > 0, "a refused operation changes nothing");
}

/* Only the end result has to fit. */
static void last_room(void)
{
	struct dk_span room[2] = { { 0, 16 }, { 32, 48 } };
	struct dk_spanset set = { room, 2, 2 };

	point(!dk_spanset_add(&set, (struct dk_span){ 8, 40 }) && set.nr == 1 &&
	      dk_span_equal(room[0], (struct dk_span){ 0, 48 }),
	      "a full set accepts a span that joins two of its extents");
	point(!dk_spanset_add(&set, (struct dk_span){ 64, 80 }) && set.nr == 2 &&
	      !dk_spanset_sub(&set, (struct dk_span){ 0, 48 }) && set.nr == 1,
	      "an extent can be removed from a full set");
}

static void pairs_of_sets(void)
{
	struct dk_span ra[] = { { 0, 16 }, { 32, 48 } };
	struct dk_span rd[] = { { 0, 16 }, { 32, 49 } };
	struct dk_span rb[] = { { 16, 32 }, { 47, 60 } };
	struct dk_spanset a = { ra, 2, 2 }, b = { rb, 2, 2 }, c = { rb, 1, 2 };
	struct dk_spanset d = { rd, 2, 2 };

	point(dk_spanset_meets(&a, &b) && !dk_spanset_meets(&a, &c),
	      "sets meet if they share an address, not if they only touch");
	point(dk_spanset_equal(&a, &a) && !dk_spanset_equal(&a, &b) &&
	      !dk_spanset_equal(&b, &c), "sets are equal extent by extent");
	point(!dk_spanset_equal(&a, &d) && !dk_spanset_equal(&d, &a),
	      "sets that differ in the last extent are not equal");
}

/* Spans that only touch, and both ends of the address space. */
static void first_parts(void)
{
	struct dk_span r[] = { { 0, 16 }, { 32, 48 }, { ~0ULL - 16, ~0ULL } };
	static const struct {
		struct dk_span within;
		struct dk_span part;	/* empty for none */
	} v[] = {
		{ { 0, 1 }, { 0, 1 } },		{ { 15, 40 }, { 15, 16 } },
		{ { 16, 40 }, { 32, 40 } },	{ { 16, 32 }, { 0, 0 } },
		{ { 20, 20 }, { 0, 0 } },	{ { 40, 40 }, { 0, 0 } },
		{ { 48, ~0ULL }, { ~0ULL - 16, ~0ULL } },
		{ { ~0ULL - 1, ~0ULL }, { ~0ULL - 1, ~0ULL } },
		{ { 0, ~0ULL }, { 0, 16 } },
	};
	struct dk_spanset set = { r, 3, 3 }, none = { r, 0, 3 };
	struct dk_span part;
	int good = 1;
	size_t i;

	for (i = 0; i < sizeof(v) / sizeof(*v); i++) {
		bool found = dk_spanset_first(&set, v[i].within, &part);

		good &= found == !dk_span_empty(v[i].part) &&
			(!found || dk_span_equal(part, v[i].part));
		good &= !dk_spanset_first(&none, v[i].within, &part);
	}
	point(good,
	      "an extent that only touches is no part, and parts are cut to the span");
}

static void whole_blocks(void)
{
	struct dk_span r[] = { { 1, 15 }, { 17, 50 }, { 64, 128 }, { 130, 145 } };
	struct dk_spanset set = { r, 4, 4 };

	dk_spanset_blocks(&set, 16);
	point(set.nr == 2 && dk_span_equal(r[0], (struct dk_span){ 32, 48 }) &&
	      dk_span_equal(r[1], (struct dk_span){ 64, 128 }),
	      "cutting to whole blocks drops extents without any");
}

int main(void)
{
	points_planned(14);
	rnd_init();
	random_operations();
	no_room();
	last_room();
	pairs_of_sets();
	first_parts();
	whole_blocks();
	finish();
}
