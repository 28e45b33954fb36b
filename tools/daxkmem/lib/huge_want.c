// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parse requested pools of huge pages: "2M:100,1G:2". */
#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include "huge_want.h"

#define MOST_PAGES 1000000000

/* Parse "2M:100" up to @end. Returns 0 or -1. */
static int parse_one(const char *text, const char *end, struct huge_want *w)
{
	char word[WORD_LEN], *colon, *s;

	if (end - text >= (ptrdiff_t)sizeof(word))
		return -1;
	snprintf(word, sizeof(word), "%.*s", (int)(end - text), text);
	colon = strchr(word, ':');
	if (!colon)
		return -1;
	*colon = 0;
	if (parse_size(word, &w->size) || w->size < 4096 ||
	    (w->size & (w->size - 1)))
		return -1;
	w->pages = 0;
	for (s = colon + 1; isdigit((unsigned char)*s); s++) {
		w->pages = w->pages * 10 + *s - '0';
		if (w->pages > MOST_PAGES)
			return -1;
	}
	return *s || s == colon + 1 ? -1 : 0;
}

static bool is_named(const struct huge_want *v, int nr, long long size)
{
	while (nr-- > 0)
		if (v[nr].size == size)
			return true;
	return false;
}

/**
 * huge_want_parse - parse requested pools of huge pages
 * @text: see HUGE_WANT_FORM
 * @v: array of MOST_HUGE_SIZES
 *
 * Returns the number of sizes, or -1 for a syntax error or a duplicate size.
 */
int huge_want_parse(const char *text, struct huge_want *v)
{
	const char *end;
	int nr = 0;

	do {
		end = text + strcspn(text, ",");
		if (nr == MOST_HUGE_SIZES || parse_one(text, end, &v[nr]) ||
		    is_named(v, nr, v[nr].size))
			return -1;
		nr++;
		text = end + 1;
	} while (*end);
	return nr;
}
