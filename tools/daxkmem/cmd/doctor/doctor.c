// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem doctor: is this machine fit for dax_kmem, and if not, what mends it? */
#include <errno.h>
#include <string.h>
#include "cmd/commands.h"
#include "cmd/doctor/doctor.h"

static const struct {
	const char *name;
	void (*run)(void);
} checks[] = {
	{ "kernel", check_config },
	{ "boot", check_boot },
	{ "memmap", check_memmap },
	{ "onlining", check_auto_online },
	{ "lockdown", check_lockdown },
	{ "layout", check_layout },
	{ "module", check_module },
	{ "kmem", check_in_tree },
	{ "policy", check_policy },
	{ "kept", check_kept },
	{ "kdump", check_kdump },
	{ "tools", check_tools },
	{ "devices", check_devices },
	{ "namespaces", check_namespaces },
};

static const struct column columns[] = {
	{ "RESULT", "result", TEXT, NULL },
	{ "CHECK", "check", TEXT, NULL },
	{ "FINDING", "finding", TEXT, NULL },
	{ "WHAT MENDS IT", "mend", TEXT, NULL },
};

static struct json_object *findings;
static const char *check;	/* the one that runs */
static bool failed;

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

static int run(int argc, char **argv)
{
	size_t i;

	(void)argc;
	(void)argv;
	findings = json_object_new_array();
	for (i = 0; i < ARRAY_SIZE(checks); i++) {
		check = checks[i].name;
		checks[i].run();
	}
	if (opt.json)
		json_print(findings);
	else
		table_print(findings, columns, ARRAY_SIZE(columns));
	json_object_put(findings);
	return failed ? FAILED : DONE;
}

const struct command cmd_doctor = {
	"doctor", run, "", "check what this machine has for it", NULL, 0, 0,
};
