// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Predict whether a memory block would go offline, and which pages would not
 * move.
 */
#include <string.h>
#include "lib/why/why.h"

/* Bytes of a block with this mobility. */
long long why_bytes(const struct why *w, int i, enum page_moves moves)
{
	const char *zone = w->set.blocks[i].zone;
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (page_kind_moves(k, zone) == moves)
			bytes += w->census[i].bytes[k];
	return bytes;
}

/* "yes", "perhaps" or "no": whether the block would go; or "offline". */
const char *why_goes(const struct why *w, int i)
{
	if (!w->set.blocks[i].online)
		return "offline";
	if (why_bytes(w, i, PAGE_STAYS))
		return "no";
	return why_bytes(w, i, PAGE_PERHAPS) ? "perhaps" : "yes";
}

int why_goes_count(const struct why *w, const char *word)
{
	int i, nr = 0;

	for (i = 0; i < w->set.nr; i++)
		nr += !strcmp(why_goes(w, i), word);
	return nr;
}

/*
 * "slab 3M, unknown 8K": contents of a block that are at least as hard to move
 * as @least. NULL if there are none. @size formats a number of bytes.
 */
const char *why_kept(const struct why *w, int i, enum page_moves least,
		     const char *(*size)(long long bytes))
{
	const struct daxkmem_block *b = &w->set.blocks[i];
	const long long *bytes = w->census[i].bytes;
	const char *text = NULL;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (bytes[k] && page_kind_moves(k, b->zone) >= least)
			text = say("%s%s%s %s", text ?: "", text ? ", " : "",
				   page_kind_name(k), size(bytes[k]));
	return text;
}

/* Bytes of a block that are in use. */
long long why_used(const struct why *w, int i)
{
	const struct page_census *c = &w->census[i];
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (page_kind_used(k))
			bytes += c->bytes[k];
	return bytes;
}
