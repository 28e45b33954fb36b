// SPDX-License-Identifier: GPL-2.0-or-later
/* Parsing of common options and of a command's own options. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "cli/settings.h"

static const struct option_def common[] = {
	{ "bytes", NULL, "print sizes in bytes rather than in human readable format", FLAG, &opt.bytes },
	{ "json", NULL, "print JSON, also for errors", FLAG, &opt.json },
	{ "color", "auto|always|never", "when to use colours: auto, always, never", COLOR, &opt.color },
	{ "quiet", NULL, "do not show progress", FLAG, &opt.quiet },
	{ "sysroot", "DIR", "use DIR as the root of /sys, /proc and other system files",
	  WORD, &opt.sysroot },
	{ "help", NULL, "display this help", FLAG, &opt.help },
	{ "version", NULL, "display the version", FLAG, &opt.version },
	{ 0 },
};

#define MAX_OPTIONS 32
#define FIRST_VAL 256	/* of getopt's val, above all characters */

/* Both tables for getopt_long(); val is FIRST_VAL plus the index in defs. */
struct table {
	const struct option_def *defs[MAX_OPTIONS];
	struct option longs[MAX_OPTIONS + 1];
	struct option_def settings[MAX_OPTIONS];
	int nr;
	const char *help;	/* the command that lists these options */
};

static void table_add_one(struct table *t, const struct option_def *o)
{
	if (t->nr == MAX_OPTIONS)
		return;
	t->defs[t->nr] = o;
	t->longs[t->nr] = (struct option){
		.name = o->name,
		.has_arg = o->arg ? required_argument : no_argument,
		.val = t->nr + FIRST_VAL,
	};
	t->nr++;
}

/* Returns the option of a setting; @to: a pointer to a struct daxkmem_settings */
static struct option_def setting_option(const struct daxkmem_setting *s, void *to)
{
	return (struct option_def){
		s->name, s->arg, setting_help(s), SETTING, to,
	};
}

static void table_add_settings(struct table *t, void *to)
{
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s) {
		t->settings[i] = setting_option(s, to);
		table_add_one(t, &t->settings[i]);
	}
}

static void table_add(struct table *t, const struct option_def *o)
{
	for (; o && o->name; o++) {
		if (o->type == SETTINGS)
			table_add_settings(t, o->to);
		else
			table_add_one(t, o);
	}
}

/* Does a word of the command line have its value in the next word? */
static bool takes_next(const char *word)
{
	const struct option_def *o;

	if (strncmp(word, "--", 2))
		return false;
	for (o = common; o->name; o++)
		if (!strcmp(o->name, word + 2))
			return o->arg;
	return false;
}

/*
 * Returns the index of the command's name in @argv: the first word that is
 * neither a common option nor its value; argc if there is none. Also handles
 * --json, so that errors about other options are printed as JSON.
 */
int options_scan(int argc, char **argv)
{
	int i, name = argc;

	for (i = 1; i < argc && strcmp(argv[i], "--"); i++) {
		if (!strcmp(argv[i], "--json") || !strcmp(argv[i], "-J"))
			opt.json = true;
		else if (takes_next(argv[i]))
			i++;
		else if (argv[i][0] != '-' && name == argc)
			name = i;
	}
	return name;
}

static int bad_value(const struct table *t, const struct option_def *o,
		     const char *value, const char *expected)
{
	return usage(say("--%s", o->name),
		     say("invalid --%s '%s' (choose %s)", o->name, value,
			 expected), t->help);
}

static int take_setting(const struct table *t, const struct option_def *o,
			const char *text)
{
	struct daxkmem_settings **to = o->to;

	if (!*to)
		*to = daxkmem_settings_new();
	if (!*to)
		return complain(FAILED, ENOMEM, say("--%s", o->name), "set the value",
				NULL, NULL);
	return daxkmem_settings_set(*to, o->name, text) ?
	       bad_value(t, o, text, setting_expected(o->name)) : 0;
}

static int take_color(const struct table *t, const struct option_def *o,
		      const char *text)
{
	if (strcmp(text, "auto") && strcmp(text, "always") &&
	    strcmp(text, "never"))
		return bad_value(t, o, text, "auto, always or never");
	opt.color = text;
	return 0;
}

static int take_whole(const struct option_def *o, const char *text)
{
	char *end;
	unsigned long n;

	if (*text < '0' || *text > '9')
		return -1;
	n = strtoul(text, &end, 10);
	if (*end || !n || n > INT_MAX)
		return -1;
	*(unsigned int *)o->to = n;
	return 0;
}

static const struct option_def *named(const struct table *t, const char *name)
{
	int i;

	for (i = 0; i < t->nr; i++)
		if (!strcmp(t->defs[i]->name, name))
			return t->defs[i];
	return NULL;
}

static int take(const struct table *t, const struct option_def *o,
		const char *text)
{
	switch (o->type) {
	case FLAG:
		*(bool *)o->to = true;
		return 0;
	case WORD:
		*(const char **)o->to = text;
		return 0;
	case SECONDS:
		return take_whole(o, text) ?
		       bad_value(t, o, text,
				 "a whole number of seconds, 1 or more") : 0;
	case WHOLE:
		return take_whole(o, text) ?
		       bad_value(t, o, text, "a whole number, 1 or more") : 0;
	case SETTING:
		return take_setting(t, o, text);
	case COLOR:
		return take_color(t, o, text);
	case SETTINGS:
		return 0;
	case BYTES:
		return parse_size(text, o->to) ?
		       bad_value(t, o, text, "a size such as 512M, 2G or 0x80000000") : 0;
	}
	return 0;
}

/* Hide the minus of sizes and numbers ("-1G") from getopt. */
#define HIDDEN_MINUS '\1'

static void swap_minus(char **argv, char from, char to)
{
	for (argv++; *argv; argv++)
		if (argv[0][0] == from && argv[0][1] >= '0' &&
		    argv[0][1] <= '9')
			argv[0][0] = to;
}

static const char *option_name(const void *list, int i)
{
	const struct table *t = list;

	return i < t->nr ? say("--%s", t->defs[i]->name) : NULL;
}

static int refuse(const char *word, int c, const struct table *t,
		  const struct command *cmd)
{
	const char *who = cmd ? say("%s: ", cmd->name) : "";

	word = say("%.*s", (int)strcspn(word, "="), word);
	return usage(word, c == ':' ?
		     say("%soption '%s' requires a value", who, word) :
		     say("%sunknown option '%s'%s", who, word,
			 suggest(word, option_name, t)),
		     t->help);
}

/* Short options as in util-linux; most commands have only some of them. */
static const struct {
	char letter;
	const char *name;
} letters[] = {
	{ 'J', "json" },
	{ 'n', "noheadings" },
	{ 'o', "output" },
	{ 'r', "raw" },
	{ 'v', "verbose" },
};

#define SHORT_OPTIONS ":bhVJno:rv"

static int take_short(int c, const struct table *t, const struct command *cmd)
{
	const struct option_def *o = NULL;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(letters); i++)
		if (letters[i].letter == c)
			o = named(t, letters[i].name);
	return o ? take(t, o, optarg) : refuse(say("-%c", c), '?', t, cmd);
}

/* @c: from getopt_long(). Returns 0, or non-zero after an error message. */
static int take_one(int c, const struct table *t, const struct command *cmd,
		    char **argv)
{
	switch (c) {
	case 'b':
		opt.bytes = true;
		return 0;
	case 'h':
		opt.help = true;
		return 0;
	case 'V':
		opt.version = true;
		return 0;
	case '?':
	case ':':
		return refuse(argv[optind - 1], c, t, cmd);
	default:
		if (c < FIRST_VAL)
			return take_short(c, t, cmd);
		if (optarg && *optarg == HIDDEN_MINUS)
			*optarg = '-';
		return take(t, t->defs[c - FIRST_VAL], optarg);
	}
}

/**
 * options_parse - parse all options
 * @argv: options and arguments; argv[0] is skipped
 * @cmd: command whose options are valid too, or NULL
 * @help: the command that lists the options, for errors
 *
 * Moves the options to the front. Returns the index of the first argument, or
 * -1 after an error message.
 */
int options_parse(int argc, char **argv, const struct command *cmd, const char *help)
{
	struct table t = { .help = help };
	int c, rc = 0;

	table_add(&t, common);
	table_add(&t, cmd ? cmd->options : NULL);
	opterr = 0;
	optind = 1;
	swap_minus(argv, '-', HIDDEN_MINUS);
	while (!rc && (c = getopt_long(argc, argv, SHORT_OPTIONS, t.longs, NULL)) != -1)
		rc = take_one(c, &t, cmd, argv);
	swap_minus(argv, HIDDEN_MINUS, '-');
	return rc ? -1 : optind;
}

static void help_line(FILE *f, const struct option_def *o)
{
	fprintf(f, "  --%-24s %s\n",
		o->arg ? say("%s %s", o->name, o->arg) : o->name, o->help);
}

static void help_settings(FILE *f)
{
	const struct daxkmem_setting *s;
	struct option_def o;
	int i;

	daxkmem_setting_foreach(i, s) {
		o = setting_option(s, NULL);
		help_line(f, &o);
	}
}

void options_help(FILE *f, const struct option_def *o)
{
	for (; o && o->name; o++) {
		if (o->type == SETTINGS)
			help_settings(f);
		else
			help_line(f, o);
	}
}

void options_help_common(FILE *f)
{
	options_help(f, common);
}
