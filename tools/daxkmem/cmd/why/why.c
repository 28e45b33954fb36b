// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem why: show what keeps memory from going offline, and its owners. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "cmd/why/print.h"

#define ACTION "say what keeps its memory"
#define MOST_LOOKED_AT 256	/* processes, without --pids */

static bool show_all, all_pids;

static const struct option_def options[] = {
	{ "all", NULL, "show all blocks, cgroups and processes", FLAG,
	  &show_all },
	{ "pids", NULL, "look at all processes, however many there are", FLAG,
	  &all_pids },
	{ 0 },
};

/* True if @word is a block name such as "memory34". @id receives its number. */
static bool block_number(const char *word, unsigned long *id)
{
	char *end;

	if (strncmp(word, "memory", 6) || word[6] < '0' || word[6] > '9')
		return false;
	errno = 0;
	*id = strtoul(word + 6, &end, 10);
	return !*end && !errno;
}

static int cannot_look(const char *name, int err)
{
	switch (err) {
	case ENODEV:
		return complain(FAILED, err, name, ACTION,
				"there is no such memory block",
				"lsmem -a shows them");
	case ENODATA:
		return complain(FAILED, 0, name, ACTION, "it is not memory",
				say("daxkmem attach %s", name));
	case ENOENT:
		return complain(UNSUPPORTED, err, name, ACTION,
				"this kernel has no /proc/kpageflags",
				"use one with CONFIG_PROC_PAGE_MONITOR");
	case EACCES:
	case EPERM:
		return complain(FAILED, err, name, ACTION,
				"only root may read /proc/kpageflags",
				"run it as root");
	default:
		return complain(FAILED, err, name, ACTION, NULL,
				next_step(err, "daxkmem list"));
	}
}

/* @rc: of looking. Returns an exit code. */
static int print(const char *name, int rc, struct daxkmem_why *w)
{
	if (rc)
		return cannot_look(name, -rc);
	why_print(w, name, show_all);
	daxkmem_why_free(w);
	return DONE;
}

static int run(int argc, char **argv)
{
	int rc, most = all_pids ? 0 : MOST_LOOKED_AT;
	struct daxkmem_why *w = NULL;
	struct daxkmem_device *d;
	unsigned long id;

	(void)argc;
	if (block_number(argv[0], &id)) {
		rc = daxkmem_why_block(ctx, id, most, &w);
		return print(say("memory%lu", id), rc, w);
	}
	rc = device_find(&d, argv[0], ACTION);
	if (rc)
		return rc;
	rc = daxkmem_why_device(d, most, &w);
	rc = print(device_name(d), rc, w);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_why = {
	"why", run, "DEVICE|BLOCK", "say what keeps memory from going offline",
	options, 1, 1,
};
