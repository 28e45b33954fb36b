// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Read /sys/firmware/memmap. Kernels after 6.12 show soft-reserved memory there, and
 * no longer in /proc/iomem.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/fwmap.h"

#define FWMAP "/sys/firmware/memmap"

static bool read_address(const struct daxkmem_ctx *ctx, const char *entry,
			 const char *file, unsigned long long *address)
{
	char text[WORD_LEN];

	return root_read(ctx, text, sizeof(text), FWMAP "/%s/%s", entry,
			 file) > 0 &&
	       sscanf(text, "%llx", address) == 1;
}

static bool read_entry(const struct daxkmem_ctx *ctx, const char *entry,
		       struct iomem *i)
{
	if (!read_address(ctx, entry, "start", &i->start) ||
	    !read_address(ctx, entry, "end", &i->end))
		return false;
	i->end++;
	return root_read(ctx, i->name, sizeof(i->name), FWMAP "/%s/type",
			 entry) > 0;
}

static int by_start(const void *a, const void *b)
{
	const struct iomem *i = a, *j = b;

	return (i->start > j->start) - (i->start < j->start);
}

/**
 * fwmap_soft_reserved - list memory that firmware describes as specific-purpose
 * @list: receives an array in order of address; free it with free()
 *
 * Return: the number of entries, 0 also without such a map; -ENOMEM.
 */
int fwmap_soft_reserved(const struct daxkmem_ctx *ctx, struct iomem **list)
{
	char **names;
	int n, nr = 0, entries = root_list(ctx, &names, FWMAP);
	struct iomem *v;

	*list = NULL;
	if (entries < 0)
		return 0;
	v = calloc(entries + 1, sizeof(*v));
	for (n = 0; v && n < entries; n++)
		if (read_entry(ctx, names[n], &v[nr]) &&
		    !strcmp(v[nr].name, IOMEM_SOFT_RESERVED))
			nr++;
	root_list_free(names, entries);
	if (!v)
		return -ENOMEM;
	qsort(v, nr, sizeof(*v), by_start);
	*list = v;
	return nr;
}
