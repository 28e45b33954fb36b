// SPDX-License-Identifier: LGPL-2.1-or-later
/* Merge the bad pages of a device, and name the sources that know each. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/act/bad_view.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"

#define ACTION "list bad pages"

struct view {
	struct ranges known[NR_BAD_KNOWN];
	struct notes notes;	/* of the ledger */
};

static void view_free(struct view *v)
{
	int i;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		ranges_free(&v->known[i]);
	notes_free(&v->notes);
}

static int read_driver(const struct daxkmem_device *d, struct ranges *r)
{
	if (!device_has_bad_pages(d))
		return 0;
	r->nr = daxkmem_device_bad(d, &r->v);
	if (r->nr < 0)
		return device_fails(d, DAXKMEM_FAILED, -r->nr, ACTION,
				    "the driver's list cannot be read",
				    next_step(-r->nr, NULL));
	return 0;
}

/* Only persistent memory has badblocks. */
static int read_badblocks(const struct daxkmem_device *d, struct ranges *r)
{
	r->nr = region_bad(d, &r->v);
	if (r->nr == -ENOENT)
		r->nr = 0;
	if (r->nr < 0)
		return device_fails(d, DAXKMEM_FAILED, -r->nr, ACTION,
				    "badblocks of its region cannot be read",
				    next_step(-r->nr, NULL));
	return 0;
}

static int read_ledger(const struct daxkmem_device *d, struct view *v)
{
	int rc = ledger_read(d, ACTION, &v->notes);

	if (!rc && notes_ranges(&v->notes, &v->known[BAD_LEDGER]))
		rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, ACTION, NULL, NULL);
	return rc;
}

static int view_read(const struct daxkmem_device *d, struct view *v)
{
	int i, rc;

	memset(v, 0, sizeof(*v));
	rc = read_driver(d, &v->known[BAD_DRIVER]);
	if (!rc)
		rc = read_badblocks(d, &v->known[BAD_BADBLOCKS]);
	if (!rc)
		rc = read_ledger(d, v);
	for (i = 0; !rc && i < NR_BAD_KNOWN; i++) {
		ranges_to_pages(&v->known[i]);
		ranges_merge(&v->known[i]);
	}
	if (rc)
		view_free(v);
	return rc;
}

static int by_value(const void *a, const void *b)
{
	unsigned long long x = *(const unsigned long long *)a;
	unsigned long long y = *(const unsigned long long *)b;

	return x < y ? -1 : x > y;
}

/* Sorted starts and ends of all ranges and notes. NULL if out of memory. */
static unsigned long long *borders_of(const struct view *v, int *nr)
{
	unsigned long long *b;
	int i, j, n = 0;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		n += 2 * v->known[i].nr;
	b = calloc(n + v->notes.nr + 1, sizeof(*b));
	*nr = 0;
	for (i = 0; b && i < v->notes.nr; i++)
		b[(*nr)++] = v->notes.v[i].at.start;
	for (i = 0; b && i < NR_BAD_KNOWN; i++) {
		for (j = 0; j < v->known[i].nr; j++) {
			b[(*nr)++] = v->known[i].v[j].start;
			b[(*nr)++] = v->known[i].v[j].end;
		}
	}
	if (b)
		qsort(b, *nr, sizeof(*b), by_value);
	return b;
}

/* Bitmask of the sources that know the range. */
static unsigned int who_knows(const struct view *v, const struct daxkmem_range *r)
{
	unsigned int who = 0;
	int i;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		if (ranges_has(&v->known[i], r))
			who |= 1 << i;
	return who;
}

/* Who knows the range, and who reported it. known_by is 0 if nobody knows it. */
static struct daxkmem_bad_range row_of(const struct view *v,
				       const struct daxkmem_range *r)
{
	const struct daxkmem_bad_range *note = notes_find(&v->notes, r);
	struct daxkmem_bad_range row = note ? *note :
				       (struct daxkmem_bad_range){ 0 };

	row.at = *r;
	row.known_by = who_knows(v, r);
	if (!note && row.known_by & DAXKMEM_BAD_BY_REGION)
		strcpy(row.source, BY_BADBLOCKS);
	return row;
}

static bool continues(const struct daxkmem_bad_range *a,
		      const struct daxkmem_bad_range *b)
{
	return a->at.end == b->at.start && a->known_by == b->known_by &&
	       a->time == b->time && !strcmp(a->source, b->source);
}

/*
 * The set of sources is constant between two adjacent borders. Returns the
 * number of rows.
 */
static int rows_of(const struct view *v, const unsigned long long *b, int nr,
		   struct daxkmem_bad_range *rows)
{
	struct daxkmem_bad_range next;
	int i, n = 0;

	for (i = 0; i + 1 < nr; i++) {
		if (b[i] == b[i + 1])
			continue;
		next = row_of(v, &(struct daxkmem_range){ b[i], b[i + 1] });
		if (!next.known_by)
			continue;
		if (n && continues(&rows[n - 1], &next))
			rows[n - 1].at.end = next.at.end;
		else
			rows[n++] = next;
	}
	return n;
}

int daxkmem_bad_list(const struct daxkmem_device *d,
		     struct daxkmem_bad_range **list)
{
	struct daxkmem_bad_range *rows;
	unsigned long long *borders;
	struct view v;
	int nr, rc;

	error_clear(d->ctx);
	rc = view_read(d, &v);
	if (rc)
		return rc;
	borders = borders_of(&v, &nr);
	rows = borders ? calloc(nr + 1, sizeof(*rows)) : NULL;
	if (rows)
		rc = rows_of(&v, borders, nr, rows);
	else
		rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, ACTION, NULL, NULL);
	*list = rows;
	free(borders);
	view_free(&v);
	return rc;
}

/* Bytes of @in that each source knows. */
int bad_view_common(const struct daxkmem_device *d, const struct ranges *in,
		    long long bytes[NR_BAD_KNOWN])
{
	struct view v;
	int i, rc = view_read(d, &v);

	if (rc)
		return rc;
	for (i = 0; i < NR_BAD_KNOWN && !rc; i++) {
		bytes[i] = ranges_common(&v.known[i], in);
		if (bytes[i] < 0)
			rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, ACTION,
					  NULL, NULL);
	}
	view_free(&v);
	return rc;
}
