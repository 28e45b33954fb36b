// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem range: ranges of physical addresses that are not dax devices. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/range_list.h"

static struct daxkmem_settings *settings;
static bool force, unplugged;

static const struct option_def options[] = {
	ALL_SETTINGS(&settings),
	{ "force", NULL, "add: allow a range that firmware does not describe as memory",
	  FLAG, &force },
	{ "noheadings", NULL, "list: do not print headings (-n)", FLAG,
	  &opt.no_headings },
	{ "raw", NULL, "list: separate columns with one space (-r)", FLAG, &opt.raw },
	{ "unplugged", NULL, "add: create the device without adding its memory", FLAG,
	  &unplugged },
	{ 0 },
};

static const struct column columns[] = {
	{ "DEVICE", "chardev", TEXT, "" },
	{ "START", "start", TEXT, "" },
	{ "END", "end", TEXT, "" },
	{ "SIZE", "size", SIZE, "" },
	{ "KIND", "kind", TEXT, "" },
	{ "NODE", "target_node", COUNT, "" },
	{ "STATE", "state", TEXT, "" },
	{ "USED-BY", "used_by", TEXT, "" },
};

static int list(int argc, char **argv)
{
	struct json_object *rows;
	int rc;

	(void)argv;
	if (argc)
		return usage("list", "range list: too many arguments",
			     "daxkmem range list");
	rc = range_list(&rows);
	if (rc)
		return rc;
	if (opt.json)
		json_print(rows);
	else if (json_object_array_length(rows))
		table_print(rows, columns, ARRAY_SIZE(columns));
	else
		fputs("daxkmem: no ranges, and no addresses set aside as memory\n", stderr);
	json_object_put(rows);
	return DONE;
}

/* Parse START SIZE, or the one word START+SIZE. */
static int take_range(int argc, char **argv, struct daxkmem_range *r)
{
	const char *word = argc == 1 ? argv[0] : argc == 2 ?
			   say("%s+%s", argv[0], argv[1]) : "";

	if (!daxkmem_range_parse(word, r))
		return 0;
	return usage("add", argc == 1 || argc == 2 ?
		     say("range add: '%s' is not an address range", word) :
		     "range add: expected START SIZE",
		     "write it as 0x140000000 1G; START without 0x needs a suffix, such as 5G");
}

/* Configure the device, and make it memory. If that fails, there is no device. */
static int set_up(struct daxkmem_device *d)
{
	int rc = !unplugged ? daxkmem_attach(d, settings, 0) :
		 settings ? daxkmem_set(d, settings) : 0;

	rc = rc < 0 ? report_result(rc) : 0;
	if (rc && daxkmem_range_remove(d))
		report_result(-1);
	return rc;
}

static int add(int argc, char **argv)
{
	struct daxkmem_range r;
	struct daxkmem_device *d;
	int rc = take_range(argc, argv, &r);

	if (rc)
		return rc;
	stop_catch();
	rc = report_result(daxkmem_range_add(ctx, &r,
					     force ? DAXKMEM_RANGE_FORCE : 0, &d));
	if (rc)
		return rc;
	rc = set_up(d);
	if (!rc)
		device_done(d, unplugged ? "added, without memory yet" :
			    attached_text(d, "added"));
	daxkmem_device_unref(d);
	return rc;
}

static int remove_one(struct daxkmem_device *d)
{
	int rc = 0;

	stop_catch();
	if (daxkmem_device_attached(d))
		rc = daxkmem_detach(d, 0);
	if (rc >= 0)
		rc = daxkmem_range_remove(d);
	if (rc)
		return report_result(rc);
	if (!opt.json)
		printf("%s: removed\n", device_name(d));
	return DONE;
}

static int remove_all(int argc, char **argv)
{
	struct devices found;
	int rc;

	if (!argc)
		return usage("remove", "range remove: missing DEVICE",
			     "daxkmem range list");
	rc = devices_find(&found, argc, argv, "remove the range",
			  daxkmem_device_range) ?:
	     devices_each(&found, "remove the range", remove_one);
	devices_free(&found);
	return rc;
}

static const struct action {
	const char *name;
	int (*run)(int argc, char **argv);
} actions[] = {
	{ "list", list },
	{ "add", add },
	{ "remove", remove_all },
};

static const char *name_of(const void *unused, int i)
{
	(void)unused;
	return i < (int)ARRAY_SIZE(actions) ? actions[i].name : NULL;
}

static int run(int argc, char **argv)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (!strcmp(actions[i].name, argv[0]))
			return actions[i].run(argc - 1, argv + 1);
	return usage(argv[0], say("range: unknown action '%s'%s", argv[0],
				  suggest(argv[0], name_of, NULL)),
		     "daxkmem range list, add or remove");
}

const struct command cmd_range = {
	"range", run, "list | add START SIZE | remove DEVICE|all...",
	"use address ranges without a dax device as memory", options,
	1, -1,
};
