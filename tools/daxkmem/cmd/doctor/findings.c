// SPDX-License-Identifier: GPL-2.0-or-later
/* The findings of all checks. */
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"

static const struct column columns[] = {
	{ "RESULT", "result", TEXT, NULL },
	{ "CHECK", "check", TEXT, NULL },
	{ "FINDING", "finding", TEXT, NULL },
	{ "FIX", "mend", TEXT, NULL },
};

static struct json_object *findings;
static const char *check;	/* name of the running check */
static bool failed;

/* Attribute further findings to the check @name. */
void findings_begin(const char *name)
{
	if (!findings)
		findings = json_object_new_array();
	check = name;
}

/* Prints all findings. Returns FAILED if one of them is FAIL, else DONE. */
int findings_print(void)
{
	if (opt.json)
		json_print(findings);
	else
		table_print(findings, columns, ARRAY_SIZE(columns));
	json_object_put(findings);
	return failed ? FAILED : DONE;
}

void found(enum result result, const char *finding, const char *fix)
{
	static const char * const words[] = {
		[OK] = "OK", [UNKNOWN] = "UNKNOWN", [WARN] = "WARN",
		[FAIL] = "FAIL",
	};
	struct json_object *o = json_object_new_object();

	json_put_text(o, "result", words[result]);
	json_put_text(o, "check", check);
	json_put_text(o, "finding", finding);
	json_put_text(o, "mend", fix);
	json_object_array_add(findings, o);
	failed |= result == FAIL;
}

/* Report that @what cannot be read. @err is negative. */
void unread(const char *what, int err)
{
	found(UNKNOWN,
	      say("%s cannot be read: %s", what,
		  err == -ENXIO ? "not a regular file" : strerror(-err)),
	      next_step(-err, NULL));
}

/* Returns the release of the running kernel; "" if it cannot be read. */
const char *kernel_release(void)
{
	static char release[TEXT_LEN];

	if (root_read(ctx, release, sizeof(release),
		      "/proc/sys/kernel/osrelease") < 0)
		release[0] = 0;
	return release;
}

/* True if @word is one of the words in @list, separated by white space. */
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
