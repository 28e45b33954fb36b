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

static int find_block(struct blockset *s, const char *word, unsigned long id)
{
	int rc = blockset_of_block(ctx, s, id);

	if (rc == -ENODEV)
		return complain(FAILED, ENODEV, word, ACTION,
				"there is no such memory block",
				"lsmem -a shows them");
	return rc ? complain(FAILED, -rc, word, ACTION, NULL,
			     next_step(-rc, NULL)) : 0;
}

static int no_blocks(const struct daxkmem_device *d, int err)
{
	const char *name = device_name(d);

	if (err == ENOENT)
		return complain(FAILED, 0, name, ACTION, "it is not memory",
				say("daxkmem attach %s", name));
	return complain(FAILED, err, name, ACTION, NULL,
			next_step(err, "daxkmem list"));
}

/* Returns 0, or an exit code after an error message. */
static int find(struct blockset *s, const char *word)
{
	struct daxkmem_device *d;
	unsigned long id;
	int rc;

	if (block_number(word, &id))
		return find_block(s, word, id);
	rc = device_find(&d, word, ACTION);
	if (rc)
		return rc;
	rc = blockset_of_device(s, d);
	if (rc)
		rc = no_blocks(d, -rc);
	daxkmem_device_unref(d);
	return rc;
}

static int cannot_look(const char *name, int err)
{
	if (err == ENOENT)
		return complain(UNSUPPORTED, err, name, ACTION,
				"this kernel has no /proc/kpageflags",
				"use one with CONFIG_PROC_PAGE_MONITOR");
	if (err == EACCES || err == EPERM)
		return complain(FAILED, err, name, ACTION,
				"only root may read /proc/kpageflags",
				"run it as root");
	return complain(FAILED, err, name, ACTION, NULL, NULL);
}

static int run(int argc, char **argv)
{
	struct why w = { 0 };
	int rc = find(&w.set, argv[0]);

	(void)argc;
	if (rc)
		return rc;
	rc = why_look(&w, all_pids ? 0 : MOST_LOOKED_AT, 0);
	if (rc)
		rc = cannot_look(w.set.name, -rc);
	else
		why_print(&w, show_all);
	why_free(&w);
	return rc;
}

const struct command cmd_why = {
	"why", run, "DEVICE|BLOCK", "say what keeps memory from going offline",
	options, 1, 1,
};
