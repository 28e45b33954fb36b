// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Print a man page's source with the parts filled in that come from the table of
 * settings. Run at build time.
 * usage: expand PAGE.scd
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/base.h"
#include "cli/settings.h"

/* Print "SIZE|all" with placeholders underlined and words in bold. */
static void print_values(const char *values)
{
	const char *s;
	size_t len;
	char mark;

	for (s = values; *s; s += len) {
		len = strspn(s, "|:");
		if (len) {
			printf("%.*s", (int)len, s);
			continue;
		}
		len = strcspn(s, "|:");
		mark = isupper(*s) ? '_' : '*';
		printf("%c%.*s%c", mark, (int)len, s, mark);
	}
}

/* "[*--node* _N_] [*--memmap* _WORD_]" */
static void print_synopsis(void)
{
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s) {
		printf("%s[*--%s* ", i ? " " : "", s->name);
		print_values(s->arg);
		putchar(']');
	}
}

/* Entries of the section OPTIONS. */
static void print_options(void)
{
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s) {
		printf("%s*--%s* ", i ? "\n\n" : "", s->name);
		print_values(setting_values(s));
		printf("\n\t*attach*, *plan*, *range*: %s.", s->help);
	}
}

/* Entries that describe the settings. */
static void print_settings(void)
{
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s) {
		printf("%s*%s* = ", i ? "\n\n" : "", s->name);
		print_values(setting_values(s));
		printf("\n\t%s%s", s->manual,
		       s->unplugged_only ?
		       " It can change only while the device is unplugged." : "");
	}
}

static const struct {
	const char *mark;
	void (*print)(void);
} parts[] = {
	{ "@SETTING_SYNOPSIS@", print_synopsis },
	{ "@SETTING_OPTIONS@", print_options },
	{ "@SETTINGS@", print_settings },
};

/* Print a line up to the first mark, and its part. Returns what follows. */
static const char *print_part(const char *line)
{
	const char *at, *first = NULL;
	size_t i, which = 0;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		at = strstr(line, parts[i].mark);
		if (at && (!first || at < first)) {
			first = at;
			which = i;
		}
	}
	if (!first) {
		fputs(line, stdout);
		return line + strlen(line);
	}
	printf("%.*s", (int)(first - line), line);
	parts[which].print();
	return first + strlen(parts[which].mark);
}

static int expand(FILE *f)
{
	const char *rest;
	char *line = NULL;
	size_t len = 0;

	while (getline(&line, &len, f) > 0)
		for (rest = line; *rest; )
			rest = print_part(rest);
	free(line);
	return ferror(f) || fflush(stdout) || ferror(stdout);
}

int main(int argc, char **argv)
{
	FILE *f = argc == 2 ? fopen(argv[1], "r") : NULL;
	int rc;

	if (argc != 2) {
		fputs("usage: expand PAGE.scd\n", stderr);
		return EXIT_FAILURE;
	}
	rc = !f || expand(f);
	if (rc)
		fprintf(stderr, "expand: %s: %s\n", argv[1], strerror(errno));
	if (f)
		fclose(f);
	return rc ? EXIT_FAILURE : EXIT_SUCCESS;
}
