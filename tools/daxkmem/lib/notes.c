// SPDX-License-Identifier: LGPL-2.1-or-later
/* Bad ranges, with who reported each of them and when. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "lib/notes.h"

/* Returns 0 or -ENOMEM. */
int notes_add(struct notes *n, const struct daxkmem_range *at,
	      const char *source, long long time)
{
	struct daxkmem_bad_range *more = reallocarray(n->v, n->nr + 1,
						      sizeof(*more));

	if (!more)
		return -ENOMEM;
	n->v = more;
	more += n->nr++;
	*more = (struct daxkmem_bad_range){ .at = *at, .time = time };
	snprintf(more->source, sizeof(more->source), "%s", source);
	return 0;
}

/* Add ranges that were reported now. Returns 0 or -ENOMEM. */
int notes_add_ranges(struct notes *n, const struct ranges *at,
		     const char *source)
{
	int i, rc = 0;

	for (i = 0; i < at->nr && !rc; i++)
		rc = notes_add(n, &at->v[i], source, time(NULL));
	return rc;
}

void notes_free(struct notes *n)
{
	free(n->v);
	*n = (struct notes){ 0 };
}

static int by_start(const void *a, const void *b)
{
	const struct daxkmem_bad_range *x = a, *y = b;

	return x->at.start < y->at.start ? -1 : x->at.start > y->at.start;
}

static bool same_report(const struct daxkmem_bad_range *a,
			const struct daxkmem_bad_range *b)
{
	return a->time == b->time && !strcmp(a->source, b->source);
}

/*
 * Sort by address, and merge adjacent ranges of the same report. Where ranges
 * overlap, the one with the lower address keeps the common part.
 */
void notes_sort(struct notes *n)
{
	struct daxkmem_bad_range *last = n->v, next;
	int i;

	if (!n->nr)
		return;
	qsort(n->v, n->nr, sizeof(*n->v), by_start);
	for (i = 1; i < n->nr; i++) {
		next = n->v[i];
		if (next.at.start < last->at.end)
			next.at.start = last->at.end;
		if (next.at.start >= next.at.end)
			continue;
		if (next.at.start == last->at.end && same_report(last, &next))
			last->at.end = next.at.end;
		else
			*++last = next;
	}
	n->nr = last - n->v + 1;
}

/* All ranges, or those that @want. Merged. Returns 0 or -ENOMEM. */
static int ranges_of(const struct notes *n,
		     bool (*want)(const struct daxkmem_bad_range *b),
		     struct ranges *r)
{
	int i, rc = 0;

	*r = (struct ranges){ 0 };
	for (i = 0; i < n->nr && !rc; i++)
		if (!want || want(&n->v[i]))
			rc = ranges_add(r, n->v[i].at.start, n->v[i].at.end);
	if (rc)
		ranges_free(r);
	ranges_merge(r);
	return rc;
}

/* The ranges alone, merged. Returns 0 or -ENOMEM. */
int notes_ranges(const struct notes *n, struct ranges *r)
{
	return ranges_of(n, NULL, r);
}

/*
 * The content of a page with an uncorrected error is lost. Corrected errors, and
 * what a user reports, say nothing about it.
 */
static bool is_lost(const struct daxkmem_bad_range *b)
{
	static const char *const sources[] = {
		BY_BADBLOCKS, BY_MACHINE_CHECK, BY_CXL_POISON, BY_CXL_MEDIA,
		BY_CXL_DRAM, BY_RASDAEMON,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (!strcmp(b->source, sources[i]))
			return true;
	return false;
}

static bool is_kept(const struct daxkmem_bad_range *b)
{
	return !is_lost(b);
}

/* The ranges whose content is lost, or the others. Returns 0 or -ENOMEM. */
int notes_ranges_lost(const struct notes *n, bool lost, struct ranges *r)
{
	return ranges_of(n, lost ? is_lost : is_kept, r);
}

/*
 * Add the parts of @from that are not in @gone, which is merged, to @to. Returns
 * 0 or -ENOMEM.
 */
static int add_rest(struct notes *to, const struct daxkmem_bad_range *from,
		    const struct ranges *gone)
{
	struct daxkmem_range at = from->at;
	const struct ranges one = { &at, 1 };
	struct ranges rest = { 0 };
	int i, rc = ranges_without(&one, gone, &rest);

	for (i = 0; i < rest.nr && !rc; i++)
		rc = notes_add(to, &rest.v[i], from->source, from->time);
	ranges_free(&rest);
	return rc;
}

/**
 * notes_take - add what is new in other notes
 *
 * Both are sorted. The first report of a page is kept. Returns 1 if anything was
 * new, 0, or -ENOMEM.
 */
int notes_take(struct notes *n, const struct notes *more)
{
	int i, had = n->nr, rc;
	struct ranges known;

	rc = notes_ranges(n, &known);
	for (i = 0; i < more->nr && !rc; i++)
		rc = add_rest(n, &more->v[i], &known);
	ranges_free(&known);
	if (rc)
		return rc;
	rc = n->nr > had;
	notes_sort(n);
	return rc;
}

/* Add the notes without @gone, which is merged, to @rest. Returns 0 or -ENOMEM. */
int notes_without(const struct notes *n, const struct ranges *gone,
		  struct notes *rest)
{
	int i, rc = 0;

	for (i = 0; i < n->nr && !rc; i++)
		rc = add_rest(rest, &n->v[i], gone);
	return rc;
}

/* The note that contains a range, or NULL. */
const struct daxkmem_bad_range *notes_find(const struct notes *n,
					   const struct daxkmem_range *at)
{
	int i;

	for (i = 0; i < n->nr; i++)
		if (at->start >= n->v[i].at.start && at->end <= n->v[i].at.end)
			return &n->v[i];
	return NULL;
}
