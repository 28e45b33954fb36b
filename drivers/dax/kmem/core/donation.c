// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "donation.h"

static const char * const words[DK_NR_FATES] = {
	[DK_FATE_GIVE] = "given",
	[DK_FATE_ALIGNMENT] = "less than a group of 256 MiB",
	[DK_FATE_BAD] = "a bad page in its group of 256 MiB",
	[DK_FATE_DOMAIN] = "outside the proximity domain",
	[DK_FATE_SMALL] = "less than the 512 MiB that Xen takes at once",
	[DK_FATE_REFUSED] = "refused by Xen",
};

const char *dk_fate_word(enum dk_fate fate)
{
	return words[fate];
}

/* The part of @r from @at to the end of @at's group or of @r. */
static struct dk_span next_part(struct dk_span r, u64 at)
{
	u64 rest = DK_DONATION_GROUP - (at & (DK_DONATION_GROUP - 1));
	struct dk_span s = { at, r.end };

	if (dk_span_len(s) > rest)
		s.end = at + rest;
	return s;
}

/**
 * dk_donation_most_pieces - maximum number of pieces in a plan
 * @ranges: the physical ranges of the device
 *
 * The caller allocates the array of a plan with this number.
 *
 * Return: the number of pieces.
 */
u32 dk_donation_most_pieces(const struct dk_spanset *ranges)
{
	u32 i, n = 0;

	for (i = 0; i < ranges->nr; i++)
		n += (dk_span_len(ranges->v[i]) >> 28) + 2;
	return n;
}

/* Index of the entry that contains all of @s, or -1. */
static int entry_of(const struct dk_span *entries, u32 nr, struct dk_span s)
{
	u32 i;

	for (i = 0; i < nr; i++)
		if (dk_span_contains(entries[i], s))
			return i;
	return -1;
}

static enum dk_fate judge(struct dk_span s, const struct dk_spanset *bad,
			  int entry)
{
	if (dk_span_len(s) < DK_DONATION_GROUP)
		return DK_FATE_ALIGNMENT;
	if (dk_spanset_overlaps(bad, s))
		return DK_FATE_BAD;
	return entry < 0 ? DK_FATE_DOMAIN : DK_FATE_GIVE;
}

/* Extend the last piece by @s if @joins and they adjoin; else add a piece. */
static int append(struct dk_donation *plan, struct dk_span s,
		  enum dk_fate fate, bool joins)
{
	struct dk_piece *last = plan->nr ? &plan->v[plan->nr - 1] : NULL;

	if (joins && last && last->fate == fate && last->span.end == s.start) {
		last->span.end = s.end;
		return 0;
	}
	if (plan->nr == plan->cap)
		return -ENOSPC;
	plan->v[plan->nr++] = (struct dk_piece){ s, fate };
	return 0;
}

static void drop_small(struct dk_donation *plan)
{
	u32 i;

	for (i = 0; i < plan->nr; i++)
		if (plan->v[i].fate == DK_FATE_GIVE &&
		    dk_span_len(plan->v[i].span) < DK_DONATION_LEAST)
			plan->v[i].fate = DK_FATE_SMALL;
}

/**
 * dk_donation_plan - plan which parts of a device can be donated
 * @ranges: the physical ranges of the device
 * @bad: bad addresses
 * @entries: memory entries of firmware's SRAT for the proximity domain, not
 *	merged: Xen refuses a range that extends over two entries
 * @nr_entries: number of @entries
 * @plan: receives the plan; the caller has set @v and @cap
 *
 * Return: 0, or -ENOSPC if @plan has room for fewer pieces than
 * dk_donation_most_pieces().
 */
int dk_donation_plan(const struct dk_spanset *ranges,
		     const struct dk_spanset *bad,
		     const struct dk_span *entries, u32 nr_entries,
		     struct dk_donation *plan)
{
	int entry, before = -1, rc;
	struct dk_span s;
	u32 i;

	plan->nr = 0;
	for (i = 0; i < ranges->nr; i++) {
		u64 at = ranges->v[i].start;

		for (; at < ranges->v[i].end; at = s.end, before = entry) {
			enum dk_fate fate;

			s = next_part(ranges->v[i], at);
			entry = entry_of(entries, nr_entries, s);
			fate = judge(s, bad, entry);
			rc = append(plan, s, fate,
				    fate != DK_FATE_GIVE || entry == before);
			if (rc)
				return rc;
		}
	}
	drop_small(plan);
	return 0;
}

/* The number of bytes in the plan with this fate. */
u64 dk_donation_len(const struct dk_donation *plan, enum dk_fate fate)
{
	u64 len = 0;
	u32 i;

	for (i = 0; i < plan->nr; i++)
		if (plan->v[i].fate == fate)
			len += dk_span_len(plan->v[i].span);
	return len;
}
