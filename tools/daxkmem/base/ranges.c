// SPDX-License-Identifier: LGPL-2.1-or-later
/* Sets of physical addresses, as arrays of ranges. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ranges.h"
#include "size.h"

/* Returns 0 or -ENOMEM. */
int ranges_add(struct ranges *r, unsigned long long start,
	       unsigned long long end)
{
	struct daxkmem_range *more = reallocarray(r->v, r->nr + 1,
						  sizeof(*more));

	if (!more)
		return -ENOMEM;
	r->v = more;
	r->v[r->nr++] = (struct daxkmem_range){ start, end };
	return 0;
}

void ranges_free(struct ranges *r)
{
	free(r->v);
	*r = (struct ranges){ 0 };
}

static int by_start(const void *a, const void *b)
{
	const struct daxkmem_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

/* Sort by address, and merge ranges that overlap or are adjacent. */
void ranges_merge(struct ranges *r)
{
	struct daxkmem_range *last = r->v;
	int i;

	if (!r->nr)
		return;
	qsort(r->v, r->nr, sizeof(*r->v), by_start);
	for (i = 1; i < r->nr; i++) {
		if (r->v[i].start > last->end)
			*++last = r->v[i];
		else if (r->v[i].end > last->end)
			last->end = r->v[i].end;
	}
	r->nr = last - r->v + 1;
}

/* Round out to whole pages: a page with a bad sector is bad. */
void ranges_to_pages(struct ranges *r)
{
	unsigned long long page = sysconf(_SC_PAGESIZE);
	int i;

	for (i = 0; i < r->nr; i++) {
		r->v[i].start -= r->v[i].start % page;
		r->v[i].end += (page - r->v[i].end % page) % page;
	}
}

/* Add the intersection of @r and @to to @inside. Returns 0 or -ENOMEM. */
int ranges_clip(const struct ranges *r, const struct ranges *to,
		struct ranges *inside)
{
	unsigned long long start, end;
	int i, j, rc = 0;

	for (i = 0; i < r->nr; i++) {
		for (j = 0; j < to->nr && !rc; j++) {
			start = r->v[i].start > to->v[j].start ?
				r->v[i].start : to->v[j].start;
			end = r->v[i].end < to->v[j].end ? r->v[i].end :
							   to->v[j].end;
			if (start < end)
				rc = ranges_add(inside, start, end);
		}
	}
	return rc;
}

/*
 * Add the parts of @r that are not in @less to @rest. Both must be merged.
 * Returns 0 or -ENOMEM.
 */
int ranges_without(const struct ranges *r, const struct ranges *less,
		   struct ranges *rest)
{
	unsigned long long start;
	int i, j, rc = 0;

	for (i = 0; i < r->nr && !rc; i++) {
		start = r->v[i].start;
		for (j = 0; j < less->nr && !rc; j++) {
			if (less->v[j].end <= start ||
			    less->v[j].start >= r->v[i].end)
				continue;
			if (less->v[j].start > start)
				rc = ranges_add(rest, start, less->v[j].start);
			start = less->v[j].end;
		}
		if (!rc && start < r->v[i].end)
			rc = ranges_add(rest, start, r->v[i].end);
	}
	return rc;
}

/* Returns the bytes of @r inside @in, or -ENOMEM. Both must be merged. */
long long ranges_common(const struct ranges *r, const struct ranges *in)
{
	struct ranges inside = { 0 };
	long long bytes = ranges_clip(r, in, &inside);
	int i;

	for (i = 0; bytes >= 0 && i < inside.nr; i++)
		bytes += inside.v[i].end - inside.v[i].start;
	ranges_free(&inside);
	return bytes;
}

/* True if @one is inside a single range of @r, which must be merged. */
bool ranges_has(const struct ranges *r, const struct daxkmem_range *one)
{
	int i;

	for (i = 0; i < r->nr; i++)
		if (one->start >= r->v[i].start && one->end <= r->v[i].end)
			return true;
	return false;
}

/*
 * Parse "0xSTART-0xEND", which includes END, or "0xADDRESS" like the driver.
 * Rounds out to whole pages. Returns 0, or -1 if @word is not a range.
 */
int range_parse(const char *word, struct daxkmem_range *r)
{
	struct dk_span span;

	if (strchr(word, '\n') ||
	    dk_span_parse(word, strlen(word), sysconf(_SC_PAGESIZE), &span) ||
	    span.end > LLONG_MAX)
		return -1;
	*r = (struct daxkmem_range){ span.start, span.end };
	return 0;
}

const char *range_text(const struct daxkmem_range *r)
{
	return say("0x%016llx-0x%016llx", r->start, r->end - 1);
}
