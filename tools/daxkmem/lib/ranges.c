// SPDX-License-Identifier: LGPL-2.1-or-later
/* Physical addresses of a device, and its known bad pages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

static int done(struct daxkmem_range *v, int nr, struct daxkmem_range **to)
{
	if (nr < 0)
		free(v);
	else
		*to = v;
	return nr;
}

/* Read an attribute such as "0x140000000". */
static int read_address(const struct daxkmem_device *d, const char *file,
			unsigned long long *value)
{
	char text[WORD_LEN], *end;
	int rc = root_read(d->ctx, text, sizeof(text), "%s/%s", d->dir, file);

	if (rc < 0)
		return rc;
	errno = 0;
	*value = strtoull(text, &end, 16);
	return errno || end == text || *end ? -EPROTO : 0;
}

static int read_mapping(const struct daxkmem_device *d, int i,
			struct daxkmem_range *r)
{
	char file[32];
	int rc;

	snprintf(file, sizeof(file), "mapping%d/start", i);
	rc = read_address(d, file, &r->start);
	if (rc)
		return rc;
	snprintf(file, sizeof(file), "mapping%d/end", i);
	rc = read_address(d, file, &r->end);
	if (!rc && r->end < r->start)
		rc = -EPROTO;
	r->end++;	/* the attribute end is inclusive */
	return rc;
}

static int by_address(const void *a, const void *b)
{
	const struct daxkmem_range *x = a, *y = b;

	return x->start < y->start ? -1 : x->start > y->start;
}

int daxkmem_device_ranges(const struct daxkmem_device *d,
			  struct daxkmem_range **ranges)
{
	struct daxkmem_range *v = NULL, r;
	int i, rc, nr = 0;

	for (i = 0; nr >= 0; i++) {
		rc = read_mapping(d, i, &r);
		if (rc == -ENOENT && i)
			break;
		nr = rc ?: ranges_append(&v, nr, r);
	}
	if (nr > 0)
		qsort(v, nr, sizeof(*v), by_address);
	return done(v, nr, ranges);
}

static int region_base(const struct daxkmem_device *d, unsigned long long *base)
{
	char text[WORD_LEN], *end;
	int rc = root_read(d->ctx, text, sizeof(text), "%s/../../resource", d->dir);

	if (rc < 0)
		return rc;
	*base = strtoull(text, &end, 16);
	return end == text || *end ? -EPROTO : 0;
}

/* Parse text in the format of badblocks; keep the ranges in the device. */
int region_bad_parse(const struct daxkmem_device *d, char *text,
		     struct daxkmem_range **ranges)
{
	struct daxkmem_range *own = NULL, *v = NULL;
	unsigned long long base;
	int nr, nr_own;

	nr = region_base(d, &base);
	if (nr)
		return nr;
	nr_own = daxkmem_device_ranges(d, &own);
	nr = nr_own < 0 ? nr_own : bad_sectors_parse(text, base, own, nr_own,
							   &v);
	free(own);
	return done(v, nr, ranges);
}

/* List the bad ranges known to libnvdimm, regardless of the bound driver. */
int region_bad(const struct daxkmem_device *d, struct daxkmem_range **ranges)
{
	char *text;
	int nr = root_read_all(d->ctx, &text, "%s/../../badblocks", d->dir);

	*ranges = NULL;
	if (nr < 0)
		return nr;
	nr = *text ? region_bad_parse(d, text, ranges) : 0;
	free(text);
	return nr;
}

int daxkmem_device_bad(const struct daxkmem_device *d,
		       struct daxkmem_range **ranges)
{
	struct daxkmem_range *v = NULL;
	char *text;
	int nr;

	if (!device_dir(d))
		return region_bad(d, ranges);
	nr = root_read_all(d->ctx, &text, "%s/%s/bad_pages",
			   d->dir, device_dir(d));
	if (nr < 0)
		return nr;
	nr = bad_list_parse(text, &v);
	free(text);
	return done(v, nr, ranges);
}
