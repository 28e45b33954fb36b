// SPDX-License-Identifier: GPL-2.0-only
/* core/donation: plans by hand, and against a twin that checks each group. */
#include <string.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/donation.h"

#define G DK_DONATION_GROUP
#define MB (1ULL << 20)
#define PAGE 4096ULL
#define MOST 64
#define ROUNDS 20000
#define GROUPS 40		/* of the twin's address space */

struct device {
	struct dk_span range_v[MOST], bad_v[MOST], entries[MOST];
	struct dk_spanset ranges, bad;
	u32 nr_entries;
	struct dk_piece piece_v[4 * MOST];
	struct dk_donation plan;
};

static void begin(struct device *d)
{
	*d = (struct device){
		.ranges = { d->range_v, 0, MOST },
		.bad = { d->bad_v, 0, MOST },
		.plan = { d->piece_v, 0, 4 * MOST },
	};
}

static struct dk_span span(u64 start, u64 end)
{
	return (struct dk_span){ start, end };
}

static void add_entry(struct device *d, u64 start, u64 end)
{
	d->entries[d->nr_entries++] = span(start, end);
}

static int plan(struct device *d)
{
	return dk_donation_plan(&d->ranges, &d->bad, d->entries, d->nr_entries,
				&d->plan);
}

static int piece_is(const struct device *d, u32 i, u64 start, u64 end,
		    enum dk_fate fate)
{
	return i < d->plan.nr && d->plan.v[i].fate == fate &&
	       dk_span_equal(d->plan.v[i].span, span(start, end));
}

static void by_hand(void)
{
	struct device d;

	begin(&d);
	dk_spanset_add(&d.ranges, span(16 * G + 2 * MB, 20 * G));
	add_entry(&d, 16 * G, 32 * G);
	point(!plan(&d) && d.plan.nr == 2 &&
	      piece_is(&d, 0, 16 * G + 2 * MB, 17 * G, DK_FATE_ALIGNMENT) &&
	      piece_is(&d, 1, 17 * G, 20 * G, DK_FATE_GIVE),
	      "whole groups are given in one piece, the info block's is not");
	point(dk_donation_len(&d.plan, DK_FATE_GIVE) == 3 * G &&
	      dk_donation_len(&d.plan, DK_FATE_ALIGNMENT) == G - 2 * MB,
	      "the bytes of each fate are counted");

	dk_spanset_add(&d.bad, span(18 * G - PAGE, 18 * G));
	point(!plan(&d) && d.plan.nr == 3 &&
	      piece_is(&d, 1, 17 * G, 18 * G, DK_FATE_BAD) &&
	      piece_is(&d, 2, 18 * G, 20 * G, DK_FATE_GIVE),
	      "a group whose last page is bad is not given, but the next one is");
	dk_spanset_add(&d.bad, span(19 * G, 19 * G + PAGE));
	point(!plan(&d) && d.plan.nr == 4 &&
	      piece_is(&d, 2, 18 * G, 19 * G, DK_FATE_SMALL) &&
	      piece_is(&d, 3, 19 * G, 20 * G, DK_FATE_BAD),
	      "a single group is too small");

	begin(&d);
	dk_spanset_add(&d.ranges, span(16 * G, 22 * G));
	add_entry(&d, 16 * G, 18 * G);
	add_entry(&d, 18 * G, 20 * G);
	point(!plan(&d) && d.plan.nr == 3 &&
	      piece_is(&d, 0, 16 * G, 18 * G, DK_FATE_GIVE) &&
	      piece_is(&d, 1, 18 * G, 20 * G, DK_FATE_GIVE) &&
	      piece_is(&d, 2, 20 * G, 22 * G, DK_FATE_DOMAIN),
	      "each entry of the proximity domain becomes its own piece");
	d.nr_entries = 0;
	point(!plan(&d) && d.plan.nr == 1 &&
	      piece_is(&d, 0, 16 * G, 22 * G, DK_FATE_DOMAIN),
	      "a domain without memory gets nothing");
}

static void edges(void)
{
	struct device d;

	begin(&d);
	point(!plan(&d) && !d.plan.nr && !dk_donation_most_pieces(&d.ranges),
	      "a device without ranges has no pieces");
	dk_spanset_add(&d.ranges, span(0x1000, 0x2000));
	add_entry(&d, 0, ~0ULL);
	point(!plan(&d) && d.plan.nr == 1 &&
	      piece_is(&d, 0, 0x1000, 0x2000, DK_FATE_ALIGNMENT),
	      "a device of one page has nothing to give");

	begin(&d);
	dk_spanset_add(&d.ranges, span(~0ULL - 3 * G + 1, ~0ULL));
	add_entry(&d, 0, ~0ULL);
	point(!plan(&d) && d.plan.nr == 2 &&
	      piece_is(&d, 0, ~0ULL - 3 * G + 1, ~0ULL - G + 1, DK_FATE_GIVE) &&
	      piece_is(&d, 1, ~0ULL - G + 1, ~0ULL, DK_FATE_ALIGNMENT),
	      "a device can reach the end of the address space");

	begin(&d);
	dk_spanset_add(&d.ranges, span(G - PAGE, 4 * G));
	add_entry(&d, 0, 8 * G);
	d.plan.cap = 1;
	point(plan(&d) == -ENOSPC, "a plan without room fails with ENOSPC");
}

/* The fate of a group according to the twin, without DK_FATE_SMALL. */
static enum dk_fate twin_fate(const struct device *d, u32 group)
{
	struct dk_span s = span(group * G, (group + 1) * G);
	u32 i;

	if (!dk_spanset_covers(&d->ranges, s))
		return DK_FATE_ALIGNMENT;
	for (i = 0; i < d->bad.nr; i++)
		if (dk_span_overlaps(d->bad.v[i], s))
			return DK_FATE_BAD;
	for (i = 0; i < d->nr_entries; i++)
		if (dk_span_contains(d->entries[i], s))
			return DK_FATE_GIVE;
	return DK_FATE_DOMAIN;
}

static int same_entry(const struct device *d, u32 a, u32 b)
{
	u32 i;

	for (i = 0; i < d->nr_entries; i++)
		if (dk_span_contains(d->entries[i], span(a * G, (a + 1) * G)))
			return dk_span_contains(d->entries[i],
						span(b * G, (b + 1) * G));
	return 0;
}

/* Whether the twin gives the group. */
static int twin_given(const struct device *d, u32 group)
{
	if (twin_fate(d, group) != DK_FATE_GIVE)
		return 0;
	return (group && twin_fate(d, group - 1) == DK_FATE_GIVE &&
		same_entry(d, group, group - 1)) ||
	       (twin_fate(d, group + 1) == DK_FATE_GIVE &&
		same_entry(d, group, group + 1));
}

static void at_random(struct device *d)
{
	u64 at = 0, end;
	u32 i;

	begin(d);
	for (i = rnd(4); i; i--) {
		at = rnd(GROUPS * 256) * MB;
		dk_spanset_add(&d->ranges, span(at, at + (1 + rnd(12 * 256)) * MB));
	}
	for (i = rnd(6); i; i--) {
		at = rnd(GROUPS * 256) * MB;
		dk_spanset_add(&d->bad, span(at, at + PAGE));
	}
	at = 0;
	while (d->nr_entries < 5) {
		end = at + (1 + rnd(10 * 256)) * MB;
		if (rnd(3))
			add_entry(d, at, end);
		else if (!rnd(4))
			break;
		at = end;
	}
}

/* The pieces cover the device in order, without gaps. */
static int is_the_device(const struct device *d)
{
	u32 i, p = 0;

	for (i = 0; i < d->ranges.nr; i++) {
		u64 at = d->ranges.v[i].start;

		while (at < d->ranges.v[i].end) {
			if (p == d->plan.nr || d->plan.v[p].span.start != at)
				return 0;
			at = d->plan.v[p++].span.end;
		}
		if (at != d->ranges.v[i].end)
			return 0;
	}
	return p == d->plan.nr;
}

static int given_at(const struct device *d, struct dk_span s)
{
	u32 i;

	for (i = 0; i < d->plan.nr; i++)
		if (d->plan.v[i].fate == DK_FATE_GIVE &&
		    dk_span_overlaps(d->plan.v[i].span, s))
			return 1;
	return 0;
}

/* What Xen's mem_hotadd_check() and valid_numa_range() require of each call. */
static int xen_takes(const struct device *d)
{
	u32 i, e;

	for (i = 0; i < d->plan.nr; i++) {
		struct dk_span s = d->plan.v[i].span;

		if (d->plan.v[i].fate != DK_FATE_GIVE)
			continue;
		if (s.start % G || s.end % G || dk_span_len(s) < 2 * G)
			return 0;
		for (e = 0; e < d->nr_entries; e++)
			if (dk_span_contains(d->entries[e], s))
				break;
		if (e == d->nr_entries)
			return 0;
	}
	return 1;
}

static void against_the_twin(void)
{
	static struct device d;
	int round;
	u32 g;

	for (round = 0; round < ROUNDS; round++) {
		at_random(&d);
		demand(dk_donation_most_pieces(&d.ranges) <= d.plan.cap,
		       "the test's array is large enough");
		d.plan.cap = dk_donation_most_pieces(&d.ranges);
		demand(!plan(&d), "there is room for every plan");
		demand(is_the_device(&d), "the pieces cover the device");
		demand(xen_takes(&d), "Xen accepts each piece");
		for (g = 0; g < 2 * GROUPS; g++)
			demand(given_at(&d, span(g * G, (g + 1) * G)) ==
			       twin_given(&d, g), "the twin gives the same groups");
	}
	point(1,
	      "the plan gives the same groups as the twin, and Xen accepts them");
}

static void fates_have_words(void)
{
	int i, good = 1;

	for (i = 0; i < DK_NR_FATES; i++)
		good &= dk_fate_word(i) && *dk_fate_word(i);
	point(good, "every fate has a description");
}

int main(void)
{
	points_planned(12);
	rnd_init();
	by_hand();
	edges();
	against_the_twin();
	fates_have_words();
	finish();
}
