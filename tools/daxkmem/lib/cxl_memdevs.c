// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Find the CXL memory devices whose memory a dax device consists of. The regions
 * are found by their addresses: a dax device of persistent or of soft-reserved
 * memory is not below its region.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cxl_memdevs.h"

static long long read_value(const struct daxkmem_ctx *ctx, const char *region,
			    const char *file)
{
	char text[WORD_LEN], *end;
	long long value;

	if (root_read(ctx, text, sizeof(text), CXL_DEVICES "/%s/%s", region,
		      file) <= 0)
		return -1;
	errno = 0;
	value = strtoll(text, &end, 0);
	return errno || *end || value < 0 ? -1 : value;
}

static bool overlaps(const struct daxkmem_ctx *ctx, const char *region,
		     const struct daxkmem_range *own, int nr)
{
	long long start = read_value(ctx, region, "resource");
	long long size = read_value(ctx, region, "size");
	int i;

	if (start < 0 || size <= 0)
		return false;
	for (i = 0; i < nr; i++)
		if (own[i].start < (unsigned long long)(start + size) &&
		    (unsigned long long)start < own[i].end)
			return true;
	return false;
}

/* targetN of a region names an endpoint decoder. */
static int read_target(const struct daxkmem_ctx *ctx, int i,
		       struct cxl_target *t)
{
	char decoder[CXL_NAME_LEN];
	int rc = root_read(ctx, decoder, sizeof(decoder),
			   CXL_DEVICES "/%s/target%d", t->region, i);

	if (rc < 0)
		return rc;
	if (!*decoder || strchr(decoder, '/'))
		return -ENOENT;
	return cxl_memdev_of(ctx, decoder, t->memdev);
}

static int add(struct cxl_target **v, int nr, const struct cxl_target *t)
{
	struct cxl_target *more = reallocarray(*v, nr + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	more[nr] = *t;
	*v = more;
	return nr + 1;
}

/* Append the targets of a region. Returns the new number, or -ENOMEM. */
static int add_region(const struct daxkmem_ctx *ctx, const char *region,
		      struct cxl_target **v, int nr)
{
	struct cxl_target t = {
		.ways = read_value(ctx, region, "interleave_ways"),
		.granularity = read_value(ctx, region, "interleave_granularity"),
	};
	int i;

	if (strlen(region) >= sizeof(t.region))
		return nr;
	strcpy(t.region, region);
	for (i = 0; nr >= 0 && i < t.ways; i++)
		if (!read_target(ctx, i, &t))
			nr = add(v, nr, &t);
	return nr;
}

static int add_regions(const struct daxkmem_ctx *ctx,
		       const struct daxkmem_range *own, int nr_own,
		       struct cxl_target **v)
{
	char **names;
	int i, n = root_list(ctx, &names, CXL_DEVICES), nr = 0;

	if (n < 0)
		return 0;
	for (i = 0; i < n && nr >= 0; i++)
		if (!strncmp(names[i], "region", 6) &&
		    overlaps(ctx, names[i], own, nr_own))
			nr = add_region(ctx, names[i], v, nr);
	root_list_free(names, n);
	return nr;
}

/**
 * cxl_targets - list the CXL memory devices of a dax device
 * @targets: receives an array; free it with free()
 *
 * Returns the number of memory devices, 0 for a dax device without any; or a
 * negative errno.
 */
int cxl_targets(const struct daxkmem_device *d, struct cxl_target **targets)
{
	struct daxkmem_range *own;
	struct cxl_target *v = NULL;
	int nr, nr_own;

	*targets = NULL;
	if (!root_exists(d->ctx, CXL_DEVICES))
		return 0;
	nr_own = daxkmem_device_ranges(d, &own);
	if (nr_own < 0)
		return nr_own;
	nr = add_regions(d->ctx, own, nr_own, &v);
	free(own);
	if (nr < 0)
		free(v);
	else
		*targets = v;
	return nr;
}
