// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "spanset.h"

/* Index of the first extent that ends at or after @addr. */
static u32 first_reaching(const struct dk_spanset *set, u64 addr)
{
	u32 lo = 0, hi = set->nr;

	while (lo < hi) {
		u32 mid = lo + (hi - lo) / 2;

		if (set->v[mid].end < addr)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Replace @gone extents at index @at with the @fresh extents in @with. */
static int splice(struct dk_spanset *set, u32 at, u32 gone,
		  const struct dk_span *with, u32 fresh)
{
	u32 tail = set->nr - at - gone;

	if (set->nr - gone + fresh > set->cap)
		return -ENOSPC;

	memmove(&set->v[at + fresh], &set->v[at + gone],
		tail * sizeof(*set->v));
	if (fresh)
		memcpy(&set->v[at], with, fresh * sizeof(*set->v));
	set->nr = set->nr - gone + fresh;
	return 0;
}

/**
 * dk_spanset_add - add a span to a set
 * @set: the set
 * @s: the span; it may overlap the set
 *
 * Merges @s with extents that it overlaps or touches. An empty span has no
 * effect.
 *
 * Return: 0; -ENOSPC with the set unchanged if the array is full.
 */
int dk_spanset_add(struct dk_spanset *set, struct dk_span s)
{
	u32 at, gone = 0;

	if (dk_span_empty(s))
		return 0;

	at = first_reaching(set, s.start);
	while (at + gone < set->nr && set->v[at + gone].start <= s.end) {
		if (set->v[at + gone].start < s.start)
			s.start = set->v[at + gone].start;
		if (set->v[at + gone].end > s.end)
			s.end = set->v[at + gone].end;
		gone++;
	}
	return splice(set, at, gone, &s, 1);
}

/**
 * dk_spanset_sub - remove a span from a set
 * @set: the set
 * @s: the span; parts that are not in the set are ignored
 *
 * Return: 0; -ENOSPC with the set unchanged if an extent must be split and the
 * array is full.
 */
int dk_spanset_sub(struct dk_spanset *set, struct dk_span s)
{
	struct dk_span rest[2];
	u32 at, gone = 0, fresh = 0;

	if (dk_span_empty(s))
		return 0;

	at = first_reaching(set, s.start);
	if (at < set->nr && set->v[at].end == s.start)
		at++;	/* touches only */

	while (at + gone < set->nr && set->v[at + gone].start < s.end) {
		struct dk_span e = set->v[at + gone];

		if (e.start < s.start)
			rest[fresh++] = (struct dk_span){ e.start, s.start };
		if (e.end > s.end)
			rest[fresh++] = (struct dk_span){ s.end, e.end };
		gone++;
	}
	return splice(set, at, gone, rest, fresh);
}

/* Does any address of @s belong to the set? */
bool dk_spanset_overlaps(const struct dk_spanset *set, struct dk_span s)
{
	u32 i;

	for (i = first_reaching(set, s.start); i < set->nr; i++) {
		if (set->v[i].start >= s.end)
			return false;
		if (dk_span_overlaps(set->v[i], s))
			return true;
	}
	return false;
}

/* Does every address of @s belong to the set? True for an empty @s. */
bool dk_spanset_covers(const struct dk_spanset *set, struct dk_span s)
{
	u32 i;

	if (dk_span_empty(s))
		return true;

	i = first_reaching(set, s.start);
	if (i < set->nr && set->v[i].end == s.start)
		i++;
	return i < set->nr && dk_span_contains(set->v[i], s);
}

bool dk_spanset_equal(const struct dk_spanset *a, const struct dk_spanset *b)
{
	u32 i;

	if (a->nr != b->nr)
		return false;
	for (i = 0; i < a->nr; i++)
		if (!dk_span_equal(a->v[i], b->v[i]))
			return false;
	return true;
}

/* Do the two sets have an address in common? */
bool dk_spanset_meets(const struct dk_spanset *a, const struct dk_spanset *b)
{
	u32 i;

	for (i = 0; i < b->nr; i++)
		if (dk_spanset_overlaps(a, b->v[i]))
			return true;
	return false;
}

/**
 * dk_spanset_first - find the first part of a set inside a span
 * @set: the set
 * @within: the span
 * @part: receives the part, cut to @within
 *
 * To iterate over all parts, search again from the end of the last part.
 *
 * Return: true if there is a part.
 */
bool dk_spanset_first(const struct dk_spanset *set, struct dk_span within,
		      struct dk_span *part)
{
	u32 i = first_reaching(set, within.start);

	if (i < set->nr && set->v[i].end == within.start)
		i++;	/* touches only */
	if (i == set->nr || !dk_span_overlaps(set->v[i], within))
		return false;

	*part = set->v[i];
	if (part->start < within.start)
		part->start = within.start;
	if (part->end > within.end)
		part->end = within.end;
	return true;
}

/* The number of bytes in a set. */
u64 dk_spanset_len(const struct dk_spanset *set)
{
	u64 len = 0;
	u32 i;

	for (i = 0; i < set->nr; i++)
		len += dk_span_len(set->v[i]);
	return len;
}

/**
 * dk_spanset_blocks - reduce each extent to its whole blocks
 * @set: the set
 * @block: block size in bytes, a power of two
 */
void dk_spanset_blocks(struct dk_spanset *set, u64 block)
{
	u32 i, kept = 0;

	for (i = 0; i < set->nr; i++) {
		struct dk_span in = dk_span_blocks(set->v[i], block);

		if (!dk_span_empty(in))
			set->v[kept++] = in;
	}
	set->nr = kept;
}
