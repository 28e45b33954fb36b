// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem why: show what keeps memory from going offline, and its owners. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "cmd/why/print.h"

#define ACTION "show what keeps memory online"
#define MOST_LOOKED_AT 256	/* processes, without --pids */

static bool show_all, all_pids;

static const struct option_def options[] = {
	{ "all", NULL, "show all blocks, cgroups and processes", FLAG,
	  &show_all },
	{ "pids", NULL, "examine all processes, regardless of their number", FLAG,
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
				"no such memory block",
				"lsmem -a lists the memory blocks");
	case ENODATA:
		return complain(FAILED, 0, name, ACTION, "not in use as memory",
				say("daxkmem attach %s", name));
	case ENOENT:
		return complain(UNSUPPORTED, err, name, ACTION,
				"this kernel has no /proc/kpageflags",
				"boot a kernel with CONFIG_PROC_PAGE_MONITOR");
	case EACCES:
	case EPERM:
		return complain(FAILED, err, name, ACTION,
				"only root may read /proc/kpageflags",
				"run the command as root");
	default:
		return complain(FAILED, err, name, ACTION, NULL,
				next_step(err, "daxkmem list"));
	}
}

/* What was seen of one device or block. */
struct finding {
	char name[NAME_MAX_LEN + 1];
	struct daxkmem_why *why;
};

static struct finding *findings;
static int nr_findings;

static int most(void)
{
	return all_pids ? 0 : MOST_LOOKED_AT;
}

/* @rc: of looking. Returns an exit code. */
static int add(const char *name, int rc, struct daxkmem_why *why)
{
	struct finding *more;

	if (rc)
		return cannot_look(name, -rc);
	more = reallocarray(findings, nr_findings + 1, sizeof(*more));
	if (!more) {
		daxkmem_why_free(why);
		return cannot_look(name, ENOMEM);
	}
	findings = more;
	more += nr_findings++;
	snprintf(more->name, sizeof(more->name), "%s", name);
	more->why = why;
	return DONE;
}

static int add_block(unsigned long id)
{
	struct daxkmem_why *w = NULL;
	int rc = daxkmem_why_block(ctx, id, most(), &w);

	return add(say("memory%lu", id), rc, w);
}

static int add_device(struct daxkmem_device *d)
{
	struct daxkmem_why *w = NULL;
	int rc = daxkmem_why_device(d, most(), &w);

	return add(device_name(d), rc, w);
}

static bool is_memory(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) || daxkmem_device_in_tree(d);
}

/* Returns 0, or an exit code after an error message. */
static int add_word(struct devices *found, const char *word)
{
	int i, rc, was = found->nr;
	unsigned long id;

	if (block_number(word, &id))
		return add_block(id);
	rc = devices_add(found, word, ACTION, is_memory);
	for (i = was; !rc && i < found->nr; i++)
		rc = add_device(found->v[i]);
	return rc;
}

static void print_findings(bool list)
{
	int i;

	if (list)
		json_results_begin();
	for (i = 0; i < nr_findings; i++)
		why_print(findings[i].why, findings[i].name, show_all);
	if (list)
		json_results_end();
}

static void free_findings(void)
{
	while (nr_findings)
		daxkmem_why_free(findings[--nr_findings].why);
	free(findings);
}

/* Print nothing unless everything that was named could be looked at. */
static int run(int argc, char **argv)
{
	struct devices found = { .several = argc > 1 };
	int i, rc = 0;

	for (i = 0; !rc && i < argc; i++)
		rc = add_word(&found, argv[i]);
	if (!rc)
		print_findings(opt.json && found.several);
	free_findings();
	devices_free(&found);
	return rc;
}

const struct command cmd_why = {
	"why", run, "DEVICE|BLOCK|all...",
	"show what keeps memory from going offline", options, 1, -1,
};
