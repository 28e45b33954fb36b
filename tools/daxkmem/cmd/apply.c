// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem apply: configure devices as /etc/daxkmem.d/ describes. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/apply.h"
#include "ops/device.h"

#define ACTION "apply the section"

static bool dry, detach, shutdown, ranges;
static const char *only;	/* name of the only device; NULL: all */

static const struct option_def options[] = {
	{ "dry-run", NULL, "show what would be done without doing it", FLAG, &dry },
	{ "device", "DEVICE", "act on this device only", WORD, &only },
	{ "ranges", NULL, "act on address ranges only", FLAG,
	  &ranges },
	{ "detach", NULL, "detach the devices that the configuration names", FLAG,
	  &detach },
	{ "shutdown", NULL, "with --detach: only detach devices to be scrubbed, for shutdown",
	  FLAG, &shutdown },
	{ 0 },
};

/* Results of all sections. */
struct tally {
	struct json_object *rows;
	int good, bad;
	bool changed, partly;
};

static const char *list_text(struct json_object *list)
{
	const char *text = "";
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++)
		text = say("%s%s%s", text, i ? ", " : "",
			   json_object_get_string(json_object_array_get_idx(list, i)));
	return text;
}

static void print_line(const char *name, const char *result,
		       struct json_object *changes, const char *failed)
{
	const char *done = list_text(changes);
	const char *word = !dry ? result :
			   !strcmp(result, "changed") ? "would change" :
			   !strcmp(result, "failed") ? "would fail" : result;

	if (*failed && *done)
		printf("%s: %s: %s, after: %s\n", name, word, failed, done);
	else if (*failed || *done)
		printf("%s: %s: %s\n", name, word, *failed ? failed : done);
	else
		printf("%s: %s\n", name, word);
	fflush(stdout);
}

/* Prints the result of a section. Takes ownership of @changes. */
static void report(struct tally *t, const struct wish *w, const char *name,
		   const char *result, struct json_object *changes,
		   const char *failed)
{
	struct json_object *row = json_object_new_object();

	if (!opt.json)
		print_line(name ?: w->word, result, changes, failed);
	json_put_text(row, "section", w->word);
	json_put_text(row, "file", w->file);
	json_put_count(row, "line", w->line);
	json_put_text(row, "chardev", name);
	json_put_text(row, "result", result);
	json_object_object_add(row, "changes", changes);
	json_put_text(row, "failed", *failed ? failed : NULL);
	json_object_object_add(row, "dry_run", json_object_new_boolean(dry));
	json_object_array_add(t->rows, row);
}

static void count(struct tally *t, int rc, size_t nr_changes)
{
	if (rc)
		t->bad++;
	else
		t->good++;
	if (nr_changes)
		t->changed = true;
	if (rc == PARTLY || (rc && nr_changes))
		t->partly = true;
}

static void finish(struct tally *t, const struct wish *w, const char *name,
		   int rc, struct json_object *changes, const char *failed)
{
	size_t nr = json_object_array_length(changes);

	count(t, rc, nr);
	report(t, w, name, rc ? "failed" : nr ? "changed" : "unchanged",
	       changes, failed);
}

/* Returns "FILE:LINE" of an earlier section for the same device, or NULL. */
static const char *named_before(const struct tally *t, const char *name)
{
	struct json_object *row;
	const char *other;
	size_t i;

	for (i = 0; i < json_object_array_length(t->rows); i++) {
		row = json_object_array_get_idx(t->rows, i);
		other = json_object_get_string(json_object_object_get(row, "chardev"));
		if (other && !strcmp(other, name))
			return say("%s:%d",
				   json_object_get_string(json_object_object_get(row, "file")),
				   json_object_get_int(json_object_object_get(row, "line")));
	}
	return NULL;
}

/*
 * Also true for a device without a driver, which a killed detach may have left.
 * If dax_kmem is not loaded, no detach was in progress.
 */
static bool is_attached(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) ||
	       (!*device_text(d, DAXKMEM_DRIVER) && daxkmem_driver(ctx) &&
		root_exists(ctx, DAX_DRIVERS "/" DAX_HOME));
}

static bool scrubs(const struct wish *w)
{
	const char *scrub = daxkmem_settings_get(w->set, "scrub");

	return scrub && !strcmp(scrub, "1");
}

static int bring(struct daxkmem_device *d, const struct wish *w,
		 struct outcome *out)
{
	bool was = is_attached(d);
	int rc = 0;

	if (!detach)
		return apply_device(d, w, out);
	if (shutdown && !scrubs(w) &&
	    daxkmem_device_number(d, DAXKMEM_SCRUB_ON_UNPLUG) <= 0)
		return 0;
	if (was && !dry)
		rc = report_result(daxkmem_detach(d, scrubs(w) ?
						  DAXKMEM_DETACH_SCRUB : 0));
	if (rc)
		strcpy(out->failed, "detach");
	else if (was)
		json_object_array_add(out->changes, json_text("detached"));
	return rc;
}

static void do_device(struct tally *t, const struct wish *w,
		      struct daxkmem_device *d)
{
	struct outcome out = { .changes = json_object_new_array(), .dry = dry };
	const char *name = device_name(d), *other = named_before(t, name);
	int rc;

	if (other) {
		strcpy(out.failed, "duplicate section");
		rc = complain(FAILED, 0, say("%s:%d", w->file, w->line),
			      ACTION,
			      say("%s already has a section at %s", name,
				  other), "keep only one of the sections");
	} else if (w->wrong) {
		/* the error messages have been printed */
		strcpy(out.failed, "invalid section");
		rc = FAILED;
	} else {
		rc = bring(d, w, &out);
	}
	finish(t, w, name, rc, out.changes, out.failed);
}

static bool is_meant(const struct daxkmem_device *d)
{
	return !only || !strcmp(device_name(d), only);
}

/* Make the range a device, configure it, and remove it again if that fails. */
static void do_new_range(struct tally *t, const struct wish *w)
{
	struct outcome out = { .changes = json_object_new_array(), .dry = dry };
	struct daxkmem_device *d;
	int rc = 0;

	if (w->wrong)
		rc = FAILED;
	else if (!dry)
		rc = report_result(daxkmem_range_add(ctx, &w->range, w->force ?
						     DAXKMEM_RANGE_FORCE : 0, &d));
	if (rc || dry) {
		strcpy(out.failed, !rc ? "" : w->wrong ? "invalid section" : "add the range");
		if (!rc)
			json_object_array_add(out.changes, json_text("added"));
		finish(t, w, NULL, rc, out.changes, out.failed);
		return;
	}
	json_object_array_add(out.changes, json_text("added"));
	rc = apply_device(d, w, &out);
	if (rc && !daxkmem_range_remove(d)) {
		json_object_put(out.changes);
		out.changes = json_object_new_array();
	}
	finish(t, w, device_name(d), rc, out.changes, out.failed);
	daxkmem_device_unref(d);
}

/* The section names devices of several regions. With --device, only if it is one of them. */
static void do_ambiguous(struct tally *t, const struct wish *w)
{
	struct daxkmem_device *d = NULL;
	bool meant = !only;

	if (only && !daxkmem_device_get(ctx, only, &d)) {
		meant = daxkmem_device_matches(d, w->word);
		daxkmem_device_unref(d);
	}
	if (meant)
		finish(t, w, NULL, devices_ambiguous(w->word, ACTION),
		       json_object_new_array(), "several regions match");
}

static void do_wish(struct tally *t, const struct wish *w)
{
	struct daxkmem_device **v;
	int i, nr;

	if (ranges && !w->is_range)
		return;
	nr = daxkmem_devices_find(ctx, w->word, &v);
	if (nr == -ENOTUNIQ) {
		do_ambiguous(t, w);
		return;
	}
	if (nr < 0) {
		if (only || detach)
			return;
		if (w->is_range) {
			do_new_range(t, w);
			return;
		}
		t->bad++;
		report(t, w, NULL, "absent", json_object_new_array(), "");
		return;
	}
	for (i = 0; i < nr && !stop_asked(); i++)
		if (is_meant(v[i]))
			do_device(t, w, v[i]);
	daxkmem_devices_free(v, nr);
}

/* Returns the exit code: errors win over the changes of a dry run. */
static int code_of(const struct tally *t)
{
	if (t->bad)
		return t->good || t->partly ? PARTLY : FAILED;
	return dry && t->changed ? WOULD_CHANGE : DONE;
}

/*
 * The unit of a device is active once that device has its first memory, the unit
 * of all ranges once the last range has.
 */
static bool makes_ready(const struct config *c, int i)
{
	if (detach || only)
		return !detach;
	for (i++; i < c->nr; i++)
		if (!ranges || c->v[i].is_range)
			return false;
	return true;
}

static int do_all(const struct config *c)
{
	struct tally t = { .rows = json_object_new_array() };
	int i, rc;

	if (!dry)
		stop_catch();
	for (i = 0; i < c->nr && !stop_asked(); i++) {
		if (makes_ready(c, i))
			ready_expect();
		do_wish(&t, &c->v[i]);
	}
	if (opt.json)
		json_print(t.rows);
	/* with --device, the lost errors may concern another device */
	if (c->lost && !((only || ranges) && t.good))
		t.bad++;
	rc = code_of(&t);
	json_object_put(t.rows);
	if (i < c->nr)
		return complain(rc == DONE ? PARTLY : rc, EINTR,
				say("%s:%d", c->v[i].file, c->v[i].line),
				ACTION, "interrupted by a signal",
				"daxkmem apply");
	if (!c->nr && !c->lost && !only && !ranges && !opt.json)
		fputs("daxkmem: no devices are configured\n", stderr);
	return rc;
}

/* Accept /dev/dax0.0 as dax0.0. The device need not exist. */
static int check_only(void)
{
	if (!only)
		return 0;
	if (!strncmp(only, "/dev/", 5))
		only += 5;
	if (daxkmem_name_ok(only))
		return 0;
	return usage(only, say("apply: invalid --device '%s' (choose a device such as dax0.0)",
			       only), "daxkmem list");
}

static int run(int argc, char **argv)
{
	struct config c;
	int rc = check_only();

	if (rc)
		return rc;
	if (shutdown && !detach)
		return usage("--shutdown", "apply: --shutdown requires --detach",
			     "daxkmem apply --detach --shutdown");
	config_load(&c, argc, argv);
	rc = do_all(&c);
	config_free(&c);
	if (!rc && !detach) {
		ready_expect();
		ready_say();
	}
	return rc;
}

const struct command cmd_apply = {
	"apply", run, "[FILE...]",
	"configure devices as described in /etc/daxkmem.d", options, 0, -1,
};
