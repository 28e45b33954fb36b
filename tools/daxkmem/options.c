// SPDX-License-Identifier: GPL-2.0-or-later
/* One table of options for all commands. */
#include <getopt.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include "daxkmem.h"
#include "policy.h"

struct options opt = { .sysroot = "" };

static const struct {
	struct option o;
	const char *help;
} table[] = {
	{ { "bytes", no_argument, NULL, 'b' },
	  "-b, --bytes         sizes in bytes" },
	{ { "force", no_argument, NULL, 'f' },
	  "--force             even if a process has the device open" },
	{ { "policy", required_argument, NULL, 'p' },
	  "--policy WORD       attach with this policy" },
	{ { "timeout", required_argument, NULL, 't' },
	  "--timeout SECONDS   give up after that time" },
	{ { "json", no_argument, NULL, 'j' },
	  "--json              print JSON, errors too" },
	{ { "sysroot", required_argument, NULL, 'r' },
	  "--sysroot DIR       look for /sys, /proc and /dev below DIR" },
	{ { "help", no_argument, NULL, 'h' },
	  "--help              show this" },
	{ { "version", no_argument, NULL, 'V' },
	  "--version           show the version" },
};

#define EVERYWHERE "jrhV"

static int seconds(const char *text, unsigned int *value)
{
	char *end;
	unsigned long n;

	if (*text < '0' || *text > '9')
		return -1;
	n = strtoul(text, &end, 10);
	if (*end || !n || n > INT_MAX)
		return -1;
	*value = n;
	return 0;
}

static int bad_value(const char *option, const char *value, const char *next)
{
	return complain(USAGE, 0, option, "read the options",
			say("\"%s\" is no value for it", value), next);
}

/* The two that have a value with a form; the values are looked at last. */
static int check_values(const char *timeout)
{
	if (timeout && seconds(timeout, &opt.timeout))
		return bad_value("--timeout", timeout,
				 "give a whole number of seconds, 1 or more");
	if (opt.policy && dk_policy_parse(opt.policy, strlen(opt.policy)) < 0)
		return bad_value("--policy", opt.policy,
				 say("use %s", policy_words()));
	return 0;
}

static void take(int c, const char **timeout)
{
	char letter[] = { c, 0 };

	if (!strchr(opt.used, c))
		strcat(opt.used, letter);

	switch (c) {
	case 'b':
		opt.bytes = true;
		break;
	case 'f':
		opt.force = true;
		break;
	case 'p':
		opt.policy = optarg;
		break;
	case 't':
		*timeout = optarg;
		break;
	case 'j':
		opt.json = true;
		break;
	case 'r':
		opt.sysroot = optarg;
		break;
	case 'h':
		opt.help = true;
		break;
	case 'V':
		opt.version = true;
		break;
	}
}

/*
 * Reads all options into opt and moves them to the front. Returns where the
 * rest of the arguments begins, or -1 after a complaint.
 */
int options_parse(int argc, char **argv)
{
	struct option longs[ARRAY_SIZE(table) + 1] = { { 0 } };
	const char *bad = NULL, *why = NULL, *timeout = NULL;
	size_t i;
	int c;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		longs[i] = table[i].o;

	opterr = 0;
	while ((c = getopt_long(argc, argv, ":b", longs, NULL)) != -1) {
		if (c != '?' && c != ':') {
			take(c, &timeout);
		} else if (!bad) {
			bad = argv[optind - 1];
			why = c == ':' ? "its value is missing" :
					 "it is not known, or not clear";
		}
	}
	/* Only now is it known whether --json was among them. */
	if (bad) {
		complain(USAGE, 0, bad, "read the options", why,
			 "daxkmem --help");
		return -1;
	}
	return check_values(timeout) ? -1 : optind;
}

static const char *long_name(char letter)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (table[i].o.val == letter)
			return table[i].o.name;
	return "";
}

/* Returns 0, or USAGE if an option was given that @cmd does not know. */
int options_check(const struct command *cmd)
{
	const char *c;

	for (c = opt.used; *c; c++)
		if (!strchr(cmd->allowed, *c) && !strchr(EVERYWHERE, *c))
			return complain(USAGE, 0, say("--%s", long_name(*c)),
					"read the options",
					say("%s has no such option", cmd->name),
					say("daxkmem %s --help", cmd->name));
	return 0;
}

/* The options with the letters @allowed, then those of all commands. */
void options_help(FILE *f, const char *allowed)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(table); i++)
		if (strchr(allowed, table[i].o.val) ||
		    strchr(EVERYWHERE, table[i].o.val))
			fprintf(f, "  %s\n", table[i].help);
}
