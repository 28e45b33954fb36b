// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem bad: show and change the list of a device's bad pages. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/ranges.h"
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/bad_watch.h"
#include "ops/device.h"

static bool sectors, watch, several, all_devices;
static const char *from;
static unsigned int threshold;

static const struct option_def options[] = {
	{ "sectors", NULL, "import: lines are SECTOR COUNT, as in badblocks of a region",
	  FLAG, &sectors },
	{ "from", "SOURCE", "import: the list to read instead of a file: cxl, badblocks, rasdaemon",
	  WORD, &from },
	{ "threshold", "N", "import --from rasdaemon, save --watch: pages with N corrected errors are bad",
	  WHOLE, &threshold },
	{ "watch", NULL, "save: save again whenever more bad pages become known", FLAG,
	  &watch },
	{ 0 },
};

static const struct column columns[] = {
	{ "START", "start", TEXT, "first byte of the range" },
	{ "END", "end", TEXT, "last byte of the range" },
	{ "SIZE", "size", SIZE, "size of the range" },
	{ "KNOWN-BY", "known_by", TEXT, "lists that have the range" },
	{ "SOURCE", "source", TEXT, "who reported the range first" },
	{ "TIME", "time", TEXT, "when that was, in UTC" },
};

/* If there are several devices, each row names its own. */
static struct json_object *row_json(const struct daxkmem_device *d,
				    const struct daxkmem_bad_range *r)
{
	static const struct {
		enum daxkmem_bad_known who;
		const char *name;
	} names[] = {
		{ DAXKMEM_BAD_BY_DRIVER, "driver" },
		{ DAXKMEM_BAD_BY_LEDGER, "ledger" },
		{ DAXKMEM_BAD_BY_REGION, "badblocks" },
	};
	struct json_object *o = json_object_new_object();
	struct json_object *by = json_object_new_array();
	size_t i;

	if (several)
		json_put_text(o, "chardev", device_name(d));
	json_put_text(o, "start", say("0x%016llx", r->at.start));
	json_put_text(o, "end", say("0x%016llx", r->at.end - 1));
	json_put_count(o, "size", r->at.end - r->at.start);
	for (i = 0; i < ARRAY_SIZE(names); i++)
		if (r->known_by & names[i].who)
			json_object_array_add(by, json_text(names[i].name));
	json_object_object_add(o, "known_by", by);
	json_put_text(o, "source", *r->source ? r->source : NULL);
	json_put_text(o, "time", r->time ? utc_text(r->time) : NULL);
	return o;
}

static struct json_object *rows_json(const struct daxkmem_device *d,
				     const struct daxkmem_bad_range *v, int nr)
{
	struct json_object *rows = json_object_new_array();
	int i;

	for (i = 0; i < nr; i++)
		json_object_array_add(rows, row_json(d, &v[i]));
	return rows;
}

/* Several devices have one list. */
static void print_json(struct json_object *rows)
{
	size_t i;

	if (!several) {
		json_print(rows);
		return;
	}
	for (i = 0; i < json_object_array_length(rows); i++)
		json_result(json_object_get(json_object_array_get_idx(rows, i)));
}

static void print_text(const struct daxkmem_device *d, struct json_object *rows)
{
	if (several) {
		part_begin();
		printf("%s:\n", device_name(d));
	}
	table_print(rows, columns, ARRAY_SIZE(columns));
}

static int list(struct daxkmem_device *d, int argc, char **argv)
{
	struct json_object *rows;
	struct daxkmem_bad_range *v;
	int nr = daxkmem_bad_list(d, &v);

	(void)argc;
	(void)argv;
	if (nr < 0)
		return report_result(nr);
	rows = rows_json(d, v, nr);
	free(v);
	if (opt.json)
		print_json(rows);
	else
		print_text(d, rows);
	json_object_put(rows);
	return DONE;
}

static int parse_words(const struct daxkmem_device *d, const char *action,
		       int argc, char **argv, struct ranges *bad)
{
	struct daxkmem_range r;
	int i;

	for (i = 0; i < argc; i++) {
		if (range_parse(argv[i], &r))
			return complain(USAGE, 0, device_name(d), action,
					say("\"%s\" is not a range", argv[i]),
					"specify physical addresses such as 0x140005000 or 0x140005000-0x140006fff");
		if (ranges_add(bad, r.start, r.end))
			return complain(FAILED, ENOMEM, device_name(d), action,
					NULL, NULL);
	}
	return 0;
}

static int add(struct daxkmem_device *d, int argc, char **argv)
{
	struct ranges bad = { 0 };
	int rc = parse_words(d, "add bad pages", argc, argv, &bad);

	if (!rc)
		rc = report_result(daxkmem_bad_add(d, bad.v, bad.nr));
	ranges_free(&bad);
	if (!rc)
		device_done(d, "bad pages saved");
	return rc;
}

static int forget(struct daxkmem_device *d, int argc, char **argv)
{
	bool all = argc == 1 && !strcmp(argv[0], "all");
	struct ranges gone = { 0 };
	int rc = all ? 0 : parse_words(d, "forget bad pages", argc, argv, &gone);

	if (!rc)
		rc = report_result(daxkmem_bad_forget(d, gone.v, gone.nr));
	ranges_free(&gone);
	if (!rc)
		device_done(d, "bad pages forgotten");
	return rc;
}

/* Returns an enum daxkmem_bad_from, or -1. */
static int source_of(const char *word)
{
	static const char *const sources[] = {
		[DAXKMEM_BAD_FROM_CXL] = "cxl",
		[DAXKMEM_BAD_FROM_BADBLOCKS] = "badblocks",
		[DAXKMEM_BAD_FROM_RASDAEMON] = "rasdaemon",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(sources); i++)
		if (!strcmp(word, sources[i]))
			return i;
	return -1;
}

static int import_from(struct daxkmem_device *d)
{
	int which = source_of(from);
	int rc = daxkmem_bad_import_from(d, which, threshold);

	/* "all" means those that the source can have */
	if (rc && all_devices && which != DAXKMEM_BAD_FROM_RASDAEMON &&
	    daxkmem_error_kind(daxkmem_error(ctx)) == DAXKMEM_UNSUPPORTED)
		return DONE;
	rc = report_result(rc);
	if (!rc)
		device_done(d, "bad pages saved");
	return rc;
}

static int import(struct daxkmem_device *d, int argc, char **argv)
{
	char *text;
	int rc = file_read_all(strcmp(argv[0], "-") ? argv[0] : "/dev/stdin",
			       &text);

	(void)argc;
	if (rc < 0)
		return complain(FAILED, -rc, argv[0], "read the file", NULL, NULL);
	rc = report_result(daxkmem_bad_import(d, argv[0], text, sectors));
	free(text);
	if (!rc)
		device_done(d, "bad pages saved");
	return rc;
}

static int export(struct daxkmem_device *d, int argc, char **argv)
{
	char *text;
	int rc;

	if (opt.json)
		return list(d, argc, argv);
	rc = report_result(daxkmem_bad_export(d, &text));
	if (rc)
		return rc;
	fputs(text, stdout);
	free(text);
	return DONE;
}

static int save(struct daxkmem_device *d, int argc, char **argv)
{
	int rc;

	(void)argc;
	(void)argv;
	if (watch)
		return bad_watch(d, threshold);
	rc = report_result(daxkmem_bad_save(d));
	if (!rc)
		device_done(d, "bad pages saved");
	return rc;
}

static const struct verb {
	const char *name;
	int (*run)(struct daxkmem_device *d, int argc, char **argv);
	int min, max;		/* arguments after DEVICE; max < 0: no limit */
	bool devices;		/* all arguments are devices */
} verbs[] = {
	{ "list", list, 0, -1, true },
	{ "add", add, 1, -1, false },
	{ "forget", forget, 1, -1, false },
	{ "import", import, 1, 1, false },
	{ "export", export, 0, 0, false },
	{ "save", save, 0, -1, true },
}, *verb;

static const struct verb *find(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name))
			return &verbs[i];
	return NULL;
}

static int run_on_device(struct daxkmem_device *d)
{
	return from ? import_from(d) : verb->run(d, 0, NULL);
}

/* Ranges and files belong to a single device. */
static int run_on_one(int argc, char **argv, const char *action)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], action);

	if (rc)
		return rc;
	rc = verb->run(d, argc - 1, argv + 1);
	daxkmem_device_unref(d);
	return rc;
}

static int run_on_each(int argc, char **argv, const char *action)
{
	struct devices found;
	int rc = devices_find(&found, argc, argv, action, device_any);

	several = found.several;
	all_devices = found.all;
	rc = rc ?: devices_each(&found, action, run_on_device);
	devices_free(&found);
	return rc;
}

/* Returns 0, or USAGE after an error message. */
static int check_options(void)
{
	if (watch && verb->run != save)
		return usage("--watch", say("bad %s: --watch is only valid with save",
					    verb->name), "daxkmem bad --help");
	if (from && verb->run != import)
		return usage("--from", say("bad %s: --from is only valid with import",
					   verb->name), "daxkmem bad --help");
	if (from && source_of(from) < 0)
		return usage("--from",
			     say("invalid --from '%s' (choose cxl, badblocks, rasdaemon)",
				 from), "daxkmem bad --help");
	if (from && sectors)
		return usage("--sectors", "bad import: --sectors is only valid with a file",
			     "daxkmem bad --help");
	if (threshold && !watch &&
	    source_of(from ?: "") != DAXKMEM_BAD_FROM_RASDAEMON)
		return usage("--threshold",
			     say("bad %s: --threshold requires import --from rasdaemon or save --watch",
				 verb->name), "daxkmem bad --help");
	return 0;
}

/* True if all arguments are devices. */
static bool for_devices(void)
{
	return from || (verb->devices && !watch);
}

/* @nr: arguments after DEVICE. Returns 0, or USAGE after an error message. */
static int check_arguments(int nr, char **argv)
{
	int max = watch ? 0 : for_devices() ? -1 : verb->max;

	if (nr < verb->min && !from)
		return usage(verb->name, say("bad %s: missing argument",
					     verb->name), "daxkmem bad --help");
	if (max >= 0 && nr > max)
		return usage(verb->name,
			     say("bad %s: unexpected argument '%s'", verb->name,
				 argv[2 + max]), "daxkmem bad --help");
	return 0;
}

static int run(int argc, char **argv)
{
	const char *action;
	int rc;

	verb = find(argv[0]);
	if (!verb)
		return usage(argv[0], say("bad: unknown action '%s'", argv[0]),
			     "daxkmem bad --help");
	rc = check_options() ?: check_arguments(argc - 2, argv);
	if (rc)
		return rc;
	action = say("%s bad pages", verb->name);
	return for_devices() ? run_on_each(argc - 1, argv + 1, action) :
			       run_on_one(argc - 1, argv + 1, action);
}

const struct command cmd_bad = {
	"bad", run, "list|add|forget|import|export|save DEVICE|all... [RANGE...|all|FILE]",
	"show or change the list of known bad pages of a device", options,
	2, -1,
};
