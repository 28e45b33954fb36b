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

static struct blockset *sets;	/* to look at */
static int nr_sets;

/* Returns a new set, which is added by incrementing nr_sets; NULL: no memory. */
static struct blockset *new_set(void)
{
	struct blockset *more = reallocarray(sets, nr_sets + 1, sizeof(*sets));

	if (more)
		sets = more;
	return more ? &sets[nr_sets] : NULL;
}

static int no_memory(const char *name)
{
	return complain(FAILED, ENOMEM, name, ACTION, NULL, NULL);
}

static int add_block(const char *word, unsigned long id)
{
	struct blockset *s = new_set();
	int rc;

	if (!s)
		return no_memory(word);
	rc = blockset_of_block(ctx, s, id);
	if (!rc)
		nr_sets++;
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

static int add_device(struct daxkmem_device *d)
{
	struct blockset *s = new_set();
	int rc;

	if (!s)
		return no_memory(device_name(d));
	rc = blockset_of_device(s, d);
	if (!rc)
		nr_sets++;
	return rc ? no_blocks(d, -rc) : 0;
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
		return add_block(word, id);
	rc = devices_add(found, word, ACTION, is_memory);
	for (i = was; !rc && i < found->nr; i++)
		rc = add_device(found->v[i]);
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

/* Look at memory and print the result. Frees @set. */
static int look(struct blockset *set)
{
	struct why w = { .set = *set };
	int rc = why_look(&w, all_pids ? 0 : MOST_LOOKED_AT, 0);

	if (rc)
		rc = cannot_look(w.set.name, -rc);
	else
		why_print(&w, show_all);
	why_free(&w);
	*set = (struct blockset){ 0 };
	return rc;
}

static int look_at_sets(void)
{
	int i, rc, first = DONE, good = 0;

	for (i = 0; i < nr_sets; i++) {
		rc = look(&sets[i]);
		first = first ?: rc;
		good += !rc;
	}
	return first && good ? PARTLY : first;
}

static void free_sets(void)
{
	while (nr_sets)
		blockset_free(&sets[--nr_sets]);
	free(sets);
}

static int run(int argc, char **argv)
{
	struct devices found = { .several = argc > 1 };
	bool list;
	int i, rc = 0;

	for (i = 0; !rc && i < argc; i++)
		rc = add_word(&found, argv[i]);
	list = !rc && opt.json && found.several;
	if (list)
		json_results_begin();
	rc = rc ?: look_at_sets();
	if (list)
		json_results_end();
	free_sets();
	devices_free(&found);
	return rc;
}

const struct command cmd_why = {
	"why", run, "DEVICE|BLOCK|all...",
	"say what keeps memory from going offline", options, 1, -1,
};
