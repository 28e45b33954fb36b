// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The format of ledger files: a range on each line, and after it who reported the
 * range and when. Files of older versions have only ranges, and older versions
 * ignore the rest of a line.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "lib/act/ledger.h"


static int bad_line(struct daxkmem_ctx *ctx, const char *file, int line,
		    const char *word, const char *action)
{
	return fail(ctx, DAXKMEM_FAILED, 0, say("%s:%d", file, line), action,
		    say("\"%s\" is not a range", word),
		    "write one range per line, such as 0x5000-0x5fff");
}

/* Parse "SOURCE TIME" after a range. Anything else is a comment. */
static void parse_report(const char *text, struct daxkmem_bad_range *r)
{
	char source[sizeof(r->source)];
	struct tm tm = { 0 };
	const char *end;
	int len = 0;

	if (sscanf(text, " %23[a-z0-9-]%n", source, &len) != 1 ||
	    (text[len] != ' ' && text[len] != '\t'))
		return;
	text += len;
	end = strptime(text + strspn(text, " \t"), UTC_FORMAT, &tm);
	if (!end || end[strspn(end, " \t\r")])
		return;
	strcpy(r->source, source);
	r->time = timegm(&tm);
}

/* Returns 1 for a range, 0 for an empty line or a comment, -1 for any other line. */
static int parse_line(char *line, unsigned long long base,
		      struct daxkmem_bad_range *r)
{
	size_t len = strcspn(line, " \t\r");
	char *rest = line + len + !!line[len];

	line[len] = 0;
	*r = (struct daxkmem_bad_range){ 0 };
	if (!*line || *line == '#')
		return 0;
	if (range_parse(line, &r->at) || r->at.end > LLONG_MAX - base)
		return -1;
	r->at.start += base;
	r->at.end += base;
	parse_report(rest, r);
	return 1;
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
		 struct notes *bad)
{
	struct daxkmem_bad_range r;
	int line = 0, rc;
	char *word;

	while ((word = strsep(&text, "\n"))) {
		line++;
		word += strspn(word, " \t");
		rc = parse_line(word, base, &r);
		if (rc < 0)
			return bad_line(ctx, file, line, word, action);
		if (rc && notes_add(bad, &r.at, r.source, r.time))
			return fail(ctx, DAXKMEM_FAILED, ENOMEM, file, action,
				    NULL, NULL);
	}
	return 0;
}

static void print(FILE *f, unsigned long long base, const struct notes *bad)
{
	const struct daxkmem_bad_range *b;
	struct daxkmem_range r;
	int i;

	fputs("# bad pages, in bytes from the start of the device\n", f);
	for (i = 0; i < bad->nr; i++) {
		b = &bad->v[i];
		r.start = b->at.start - base;
		r.end = b->at.end - base;
		fputs(range_text(&r), f);
		if (*b->source)
			fprintf(f, " %s %s", b->source, utc_text(b->time));
		fputc('\n', f);
	}
}

/*
 * Returns a text in the format of ledger_parse(), which the caller frees; NULL if
 * out of memory.
 */
char *ledger_print(unsigned long long base, const struct notes *bad)
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
