// SPDX-License-Identifier: LGPL-2.1-or-later
/* The format of ledger files: parse and print lists of ranges. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/act/ledger.h"

static int bad_line(struct daxkmem_ctx *ctx, const char *file, int line,
		    const char *word, const char *action)
{
	return fail(ctx, DAXKMEM_FAILED, 0, say("%s:%d", file, line), action,
		    say("\"%s\" is not a range", word),
		    "write one range per line, such as 0x5000-0x5fff");
}

/**
 * ledger_parse - parse a ledger file
 * @file: name for error messages
 * @text: is overwritten
 * @base: physical address of byte 0
 * @bad: ranges are appended
 */
int ledger_parse(struct daxkmem_ctx *ctx, const char *file, char *text,
		 const char *action, unsigned long long base,
		 struct ranges *bad)
{
	struct daxkmem_range r;
	int line = 0;
	char *word;

	while ((word = strsep(&text, "\n"))) {
		line++;
		word += strspn(word, " \t");
		word[strcspn(word, " \t\r")] = 0;
		if (!*word || *word == '#')
			continue;
		if (range_parse(word, &r) || r.end > LLONG_MAX - base)
			return bad_line(ctx, file, line, word, action);
		if (ranges_add(bad, base + r.start, base + r.end))
			return fail(ctx, DAXKMEM_FAILED, ENOMEM, file, action,
				    NULL, NULL);
	}
	return 0;
}

static void print(FILE *f, unsigned long long base, const struct ranges *bad)
{
	struct daxkmem_range r;
	int i;

	fputs("# bad pages, in bytes from the start of the device\n", f);
	for (i = 0; i < bad->nr; i++) {
		r.start = bad->v[i].start - base;
		r.end = bad->v[i].end - base;
		fprintf(f, "%s\n", range_text(&r));
	}
}

/*
 * Returns a text in the format of ledger_parse(), which the caller frees; NULL if
 * out of memory.
 */
char *ledger_print(unsigned long long base, const struct ranges *bad)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	bool failed;

	if (!f)
		return NULL;
	print(f, base, bad);
	failed = ferror(f);
	if (!fclose(f) && !failed)
		return text;
	free(text);
	return NULL;
}
