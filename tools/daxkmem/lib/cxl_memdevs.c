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

/* Returns -1 if the value cannot be read. */
static long long read_value(const struct daxkmem_ctx *ctx, const char *region,
			    const char *file)
{
	unsigned long long value;

	return cxl_number(ctx, &value, region, file) && value <= LLONG_MAX ?
	       (long long)value : -1;
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
	char decoder[CXL_NAME_LEN];
	int i;

	if (strlen(region) >= sizeof(t.region))
		return nr;
	strcpy(t.region, region);
	for (i = 0; nr >= 0 && i < t.ways; i++)
		if (!cxl_region_target(ctx, region, i, decoder, t.memdev))
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
