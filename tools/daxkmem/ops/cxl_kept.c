// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Kept memory of CXL regions. The kernel creates no dax device for a region that has
 * System RAM, so the memory is removed as a range of addresses first.
 */
#include <stdlib.h>
#include <string.h>
#include "ops/cxl.h"

/* Returns 0 if the attribute cannot be read. */
static unsigned long long number(const char *name, const char *file)
{
	char text[WORD_LEN];

	return root_read(ctx, text, sizeof(text), CXL_DEVICES "/%s/%s", name,
			 file) > 0 ? strtoull(text, NULL, 0) : 0;
}

static bool contains(const char *name, const char *start_file, unsigned long long at)
{
	unsigned long long start = number(name, start_file);

	return start && at >= start && at - start < number(name, "size");
}

/* True if the memory at @at is that of the region. */
bool cxl_region_contains(const char *region, unsigned long long at)
{
	return contains(region, "resource", at);
}

/* Returns the first device of the bus of this kind that contains @at, or NULL. */
static const char *find(const char *kind, const char *start_file,
			unsigned long long at)
{
	const char *name = NULL;
	char **names;
	int i, nr = root_list(ctx, &names, CXL_DEVICES);

	for (i = 0; i < nr && !name; i++)
		if (!strncmp(names[i], kind, strlen(kind)) &&
		    contains(names[i], start_file, at))
			name = say("%s", names[i]);
	if (nr >= 0)
		root_list_free(names, nr);
	return name;
}

/* How the region gets its dax device once its memory has been removed. */
static const char *enable_command(const char *region)
{
	char target[WORD_LEN];

	/* The memory device has been removed. */
	if (root_read(ctx, target, sizeof(target), CXL_DEVICES "/%s/target0",
		      region) <= 0)
		return "";
	return say("%s; cxl enable-region %s",
		   root_exists(ctx, CXL_DEVICES "/%s/driver", region) ?
		   say("; cxl disable-region %s", region) : "", region);
}

/* Returns the commands that remove kept memory of a CXL region; "" for other memory. */
const char *cxl_kept_next(const struct daxkmem_kept *k)
{
	const struct daxkmem_range *r = &k->ranges[0].at;
	unsigned long long size = r->end - r->start;
	const char *region;

	if (k->nr_ranges != 1 || !find("decoder", "start", r->start))
		return "";
	region = find("region", "resource", r->start);
	return say("daxkmem range add %#llx %llu; daxkmem range remove range=%#llx+%llu%s",
		   r->start, size, r->start, size,
		   region ? enable_command(region) : "");
}
