// SPDX-License-Identifier: GPL-2.0-or-later
/* Merge the bad pages of a device, and name the sources that know each. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/bad_view.h"
#include "ops/device.h"
#include "ops/ledger.h"

#define ACTION "list its bad pages"

static const char *const names[NR_BAD_KNOWN] = { "driver", "ledger", "badblocks" };

struct view {
	struct ranges known[NR_BAD_KNOWN];
};

static void view_free(struct view *v)
{
	int i;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		ranges_free(&v->known[i]);
}

static int read_driver(const struct daxkmem_device *d, struct ranges *r)
{
	if (!device_has_bad_pages(d))
		return 0;
	r->nr = daxkmem_device_bad(d, &r->v);
	if (r->nr < 0)
		return complain(FAILED, -r->nr, device_name(d), ACTION,
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
		return complain(FAILED, -r->nr, device_name(d), ACTION,
				"its region's badblocks cannot be read",
				next_step(-r->nr, NULL));
	return 0;
}

static int view_read(const struct daxkmem_device *d, struct view *v)
{
	int i, rc;

	memset(v, 0, sizeof(*v));
	rc = read_driver(d, &v->known[BAD_DRIVER]);
	if (!rc)
		rc = read_badblocks(d, &v->known[BAD_BADBLOCKS]);
	if (!rc)
		rc = ledger_read(d, ACTION, &v->known[BAD_LEDGER]);
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

/* Sorted starts and ends of all ranges. NULL if out of memory. */
static unsigned long long *borders_of(const struct view *v, int *nr)
{
	unsigned long long *b;
	int i, j, n = 0;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		n += 2 * v->known[i].nr;
	b = calloc(n + 1, sizeof(*b));
	*nr = 0;
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
static int who_knows(const struct view *v, const struct daxkmem_range *r)
{
	int i, who = 0;

	for (i = 0; i < NR_BAD_KNOWN; i++)
		if (ranges_has(&v->known[i], r))
			who |= 1 << i;
	return who;
}

static struct json_object *row(const struct daxkmem_range *r, int who)
{
	struct json_object *o = json_object_new_object();
	struct json_object *by = json_object_new_array();
	int i;

	json_put_text(o, "start", say("0x%016llx", r->start));
	json_put_text(o, "end", say("0x%016llx", r->end - 1));
	json_put_count(o, "size", r->end - r->start);
	for (i = 0; i < NR_BAD_KNOWN; i++)
		if (who & (1 << i))
			json_object_array_add(by, json_text(names[i]));
	json_object_object_add(o, "known_by", by);
	return o;
}

/* The set of sources is constant between two adjacent borders. */
static struct json_object *rows_of(const struct view *v,
				   const unsigned long long *b, int nr)
{
	struct json_object *rows = json_object_new_array();
	struct daxkmem_range r = { 0 }, next;
	int i, who = 0, now;

	for (i = 0; i + 1 < nr; i++) {
		next = (struct daxkmem_range){ b[i], b[i + 1] };
		if (next.start == next.end)
			continue;
		now = who_knows(v, &next);
		if (now == who && r.end == next.start) {
			r.end = next.end;
			continue;
		}
		if (who)
			json_object_array_add(rows, row(&r, who));
		r = next;
		who = now;
	}
	if (who)
		json_object_array_add(rows, row(&r, who));
	return rows;
}

/* The caller puts the array. Returns 0, or an exit code. */
int bad_view(const struct daxkmem_device *d, struct json_object **rows)
{
	unsigned long long *borders;
	struct view v;
	int nr, rc = view_read(d, &v);

	if (rc)
		return rc;
	borders = borders_of(&v, &nr);
	if (borders)
		*rows = rows_of(&v, borders, nr);
	else
		rc = complain(FAILED, ENOMEM, device_name(d), ACTION, NULL,
			      NULL);
	free(borders);
	view_free(&v);
	return rc;
}

/* Union of all sources; the caller frees it. Returns 0, or an exit code. */
int bad_view_all(const struct daxkmem_device *d, struct ranges *all)
{
	struct view v;
	int i, j, rc = view_read(d, &v);

	*all = (struct ranges){ 0 };
	if (rc)
		return rc;
	for (i = 0; i < NR_BAD_KNOWN; i++)
		for (j = 0; j < v.known[i].nr && !rc; j++)
			rc = ranges_add(all, v.known[i].v[j].start,
					v.known[i].v[j].end);
	ranges_merge(all);
	view_free(&v);
	if (rc)
		ranges_free(all);
	return rc ? complain(FAILED, ENOMEM, device_name(d), ACTION, NULL,
			     NULL) : 0;
}

/* Bytes of @in that each source knows. Returns 0, or an exit code. */
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
			rc = complain(FAILED, ENOMEM, device_name(d), ACTION,
				      NULL, NULL);
	}
	view_free(&v);
	return rc;
}
