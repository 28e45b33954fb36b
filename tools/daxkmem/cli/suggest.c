// SPDX-License-Identifier: GPL-2.0-or-later
/* Suggest the nearest known word for a mistyped one. */
#include <string.h>
#include "cli/daxkmem.h"

#define LONGEST 31
#define FARTHEST 2	/* edits of one letter */

static int least(int a, int b, int c)
{
	int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Returns the Levenshtein distance; LONGEST if a word is too long. */
static int distance(const char *a, const char *b)
{
	int row[LONGEST + 1], i, k, before, above, n = strlen(b);

	if (strlen(a) > LONGEST || n > LONGEST)
		return LONGEST;
	for (k = 0; k <= n; k++)
		row[k] = k;
	for (i = 1; a[i - 1]; i++) {
		before = row[0];
		row[0] = i;
		for (k = 1; k <= n; k++) {
			above = row[k];
			row[k] = least(above + 1, row[k - 1] + 1,
				       before + (a[i - 1] != b[k - 1]));
			before = above;
		}
	}
	return row[n];
}

/**
 * suggest - find the word that is most similar to @word
 * @name: returns the i-th word of @list; NULL after the last one
 *
 * Returns " (did you mean 'attach'?)", or "" if no word is similar.
 */
const char *suggest(const char *word, const char *(*name)(const void *list, int i),
		    const void *list)
{
	int i, far, nearest = FARTHEST + 1;
	const char *best = NULL, *s;

	for (i = 0; (s = name(list, i)); i++) {
		far = distance(word, s);
		if (far < nearest && far < (int)strlen(s)) {
			nearest = far;
			best = s;
		}
	}
	return best ? say(" (did you mean '%s'?)", best) : "";
}
