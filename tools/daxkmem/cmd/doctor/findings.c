// SPDX-License-Identifier: GPL-2.0-or-later
/* What the checks have found. */
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"

static const struct column columns[] = {
	{ "RESULT", "result", TEXT, NULL },
	{ "CHECK", "check", TEXT, NULL },
	{ "FINDING", "finding", TEXT, NULL },
	{ "WHAT MENDS IT", "mend", TEXT, NULL },
};

static struct json_object *findings;
static const char *check;	/* the one that runs */
static bool failed;

/* What is found from now on is of the check @name. */
void findings_begin(const char *name)
{
	if (!findings)
		findings = json_object_new_array();
	check = name;
}

/* Prints everything. Returns an exit code. */
int findings_print(void)
{
	if (opt.json)
		json_print(findings);
	else
		table_print(findings, columns, ARRAY_SIZE(columns));
	json_object_put(findings);
	return failed ? FAILED : DONE;
}

void found(enum result result, const char *finding, const char *mend)
{
	static const char * const words[] = {
		[OK] = "OK", [UNKNOWN] = "UNKNOWN", [WARN] = "WARN",
		[FAIL] = "FAIL",
	};
	struct json_object *o = json_object_new_object();

	json_put_text(o, "result", words[result]);
	json_put_text(o, "check", check);
	json_put_text(o, "finding", finding);
	json_put_text(o, "mend", mend);
	json_object_array_add(findings, o);
	failed |= result == FAIL;
}

/* @what is there, as far as is known, and cannot be read. @err: negative */
void unread(const char *what, int err)
{
	found(UNKNOWN,
	      say("%s cannot be read: %s", what,
		  err == -ENXIO ? "it is not a regular file" : strerror(-err)),
	      next_step(-err, NULL));
}

/* Of the kernel that runs; "" if that cannot be read. */
const char *kernel_release(void)
{
	static char release[TEXT_LEN];

	if (root_read(ctx, release, sizeof(release),
		      "/proc/sys/kernel/osrelease") < 0)
		release[0] = 0;
	return release;
}

/* Is @word one of the words of @list, which have white space between them? */
bool word_in(const char *list, const char *word)
{
	size_t len = strlen(word);
	const char *s = list;

	while ((s = strstr(s, word))) {
		if ((s == list || strchr(" \t\n", s[-1])) &&
		    (!s[len] || strchr(" \t\n", s[len])))
			return true;
		s += len;
	}
	return false;
}
