// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The contents of a memory block, and whether offlining moves them.
 */
#include <string.h>
#include "lib/why/why.h"

/* Bytes of a block with this mobility. */
long long why_bytes(const struct daxkmem_why *w, int i, enum daxkmem_moves moves)
{
	const char *zone = w->set.blocks[i].zone;
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (page_kind_moves(k, zone) == moves)
			bytes += w->census[i].bytes[k];
	return bytes;
}

/*
 * "slab 3M, unknown 8K": contents of a block that are at least as hard to move
 * as @least. NULL if there are none.
 */
const char *why_kept(const struct daxkmem_why *w, int i, enum daxkmem_moves least)
{
	const struct daxkmem_block *b = &w->set.blocks[i];
	const long long *bytes = w->census[i].bytes;
	const char *text = NULL;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (bytes[k] && page_kind_moves(k, b->zone) >= least)
			text = say("%s%s%s %s", text ?: "", text ? ", " : "",
				   page_kind_name(k), human(bytes[k]));
	return text;
}
