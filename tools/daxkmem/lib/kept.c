// SPDX-License-Identifier: LGPL-2.1-or-later
/* Kept memory: the driver keeps it although its device is gone. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

#define TRIES 3

/* A line of the driver's attribute "kept": one range of a device. */
struct line {
	char name[DAXKMEM_KEPT_NAME];
	char policy[DAXKMEM_KEPT_WORD];
	unsigned int part, parts;	/* number of the range, from 1; count */
	int node;
	struct daxkmem_kept_range range;
};

/* "memory34", or "-" for a range without a whole block. */
static bool parse_block(const char *word, struct daxkmem_kept_range *r)
{
	char end;

	r->block = 0;
	return !strcmp(word, "-") ||
	       sscanf(word, "memory%lu%c", &r->block, &end) == 1;
}

/* Ignore further fields, which later drivers may add. Returns 0 or -EPROTO. */
static int parse_line(const char *text, struct line *l)
{
	struct daxkmem_kept_range *r = &l->range;
	unsigned long long last;
	char block[32];

	if (sscanf(text, "%31s %u/%u %llx-%llx %d %31s %lu %lld %lld %15s",
		   l->name, &l->part, &l->parts, &r->at.start, &last, &l->node,
		   block, &r->nr_blocks, &r->plugged, &r->online,
		   l->policy) != 11 ||
	    !parse_block(block, r) || last < r->at.start)
		return -EPROTO;
	r->at.end = last ? last + 1 : 0;	/* 0: caller is not root */
	return 0;
}

static int add_range(struct daxkmem_kept *k, const struct daxkmem_kept_range *r)
{
	struct daxkmem_kept_range *more =
		reallocarray(k->ranges, k->nr_ranges + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[k->nr_ranges++] = *r;
	k->ranges = more;
	k->plugged += r->plugged;
	k->online += r->online;
	return 0;
}

/*
 * The ranges of a device are on consecutive lines. Returns the number of
 * devices, or a negative errno.
 */
static int add_line(struct daxkmem_kept **v, int nr, const struct line *l)
{
	struct daxkmem_kept *more, *k;
	int rc;

	if (l->part == 1) {
		more = reallocarray(*v, nr + 1, sizeof(*more));
		if (!more)
			return -ENOMEM;
		*v = more;
		k = &more[nr++];
		memset(k, 0, sizeof(*k));
		strcpy(k->name, l->name);
		strcpy(k->policy, l->policy);
		k->node = l->node;
	}
	k = nr ? &(*v)[nr - 1] : NULL;
	if (!k || l->part != (unsigned int)k->nr_ranges + 1 ||
	    strcmp(k->name, l->name))
		return -EPROTO;
	rc = add_range(k, &l->range);
	return rc ?: nr;
}

static int parse(char *text, struct daxkmem_kept **v, int *nr)
{
	unsigned int parts = 0, part = 0;
	struct line l;
	char *word;
	int rc = 0;

	while (rc >= 0 && (word = strsep(&text, "\n"))) {
		if (!*word)
			continue;
		rc = parse_line(word, &l);
		if (!rc && l.part == 1 && part != parts)
			rc = -EPROTO;
		if (rc)
			break;
		part = l.part;
		parts = l.parts;
		rc = add_line(v, *nr, &l);
		if (rc >= 0)
			*nr = rc;
	}
	return rc < 0 ? rc : part == parts ? 0 : -EPROTO;
}

void daxkmem_kept_free(struct daxkmem_kept *list, int nr)
{
	while (nr > 0)
		free(list[--nr].ranges);
	free(list);
}

static int read_once(struct daxkmem_ctx *ctx, const char *driver,
		     struct daxkmem_kept **list)
{
	struct daxkmem_kept *v = NULL;
	char *text;
	int nr = 0, rc = root_read_all(ctx, &text, DAX_DRIVERS "/%s/kept",
				       driver);

	if (rc < 0)
		return rc == -ENOENT ? -EOPNOTSUPP : rc;
	rc = parse(text, &v, &nr);
	free(text);
	if (rc) {
		daxkmem_kept_free(v, nr);
		return rc;
	}
	*list = v;
	return nr;
}

/* Retry: a long list may be inconsistent if devices change during the read. */
int daxkmem_kept(struct daxkmem_ctx *ctx, struct daxkmem_kept **list)
{
	const char *driver = daxkmem_driver(ctx);
	int i, rc = -EPROTO;

	*list = NULL;
	if (!driver)
		return 0;
	for (i = 0; i < TRIES && rc == -EPROTO; i++)
		rc = read_once(ctx, driver, list);
	return rc;
}

/* Merge adjacent ranges, like the driver. Returns the number of ranges left. */
static int merge(struct daxkmem_range *v, int nr)
{
	int i, n = 0;

	for (i = 0; i < nr; i++) {
		if (n && v[n - 1].end == v[i].start)
			v[n - 1].end = v[i].end;
		else
			v[n++] = v[i];
	}
	return n;
}

/* Returns 1 if all ranges are the same, 0 if not, or a negative errno. */
static int same_ranges(const struct daxkmem_device *d,
		       const struct daxkmem_kept *k)
{
	struct daxkmem_range *v = NULL;
	int i, same, nr = daxkmem_device_ranges(d, &v);

	if (nr < 0)
		return nr == -ENOENT ? 0 : nr;
	nr = merge(v, nr);
	same = nr == k->nr_ranges;
	for (i = 0; same && i < nr; i++)
		same = v[i].start == k->ranges[i].at.start &&
		       v[i].end == k->ranges[i].at.end;
	free(v);
	return same;
}

int daxkmem_kept_device(struct daxkmem_ctx *ctx, const struct daxkmem_kept *k,
			struct daxkmem_device **device)
{
	struct daxkmem_device **v;
	int i, rc = 0, nr;

	if (!k->nr_ranges || !k->ranges[0].at.end)
		return -EACCES;
	nr = daxkmem_devices(ctx, &v);
	if (nr < 0)
		return nr;
	for (i = 0; !rc && i < nr; i++)
		if (!v[i]->attached)
			rc = same_ranges(v[i], k);
	if (rc > 0) {
		*device = v[i - 1];
		v[i - 1] = NULL;
	}
	daxkmem_devices_free(v, nr);
	return rc > 0 ? 0 : rc ?: -ENODEV;
}
