// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lists of known bad pages of a device. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "lib/act/bad_forget.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"

#define LOCK "save bad pages"

/* Refuse ranges outside the device. */
static int check_inside(const struct daxkmem_device *d, const char *action,
			const struct ranges *own, const struct notes *bad)
{
	int i;

	for (i = 0; i < bad->nr; i++)
		if (!ranges_has(own, &bad->v[i].at))
			return device_fails(d, DAXKMEM_FAILED, ERANGE, action,
					    say("%s is not inside the device",
						range_text(&bad->v[i].at)),
					    say("its first range is %s",
						range_text(&own->v[0])));
	return 0;
}

/* A changed copy of the caller's ranges: whole pages, sorted. */
static int take(const struct daxkmem_device *d, const char *action,
		const struct ranges *own, const struct notes *given,
		struct notes *bad)
{
	const struct daxkmem_bad_range *g;
	struct daxkmem_range at;
	struct ranges one = { &at, 1 };
	int i, rc = 0;

	for (i = 0; i < given->nr && !rc; i++) {
		g = &given->v[i];
		at = g->at;
		ranges_to_pages(&one);
		rc = notes_add(bad, &at, g->source, g->time);
	}
	if (rc)
		return device_fails(d, DAXKMEM_FAILED, -rc, action, NULL, NULL);
	rc = check_inside(d, action, own, bad);
	notes_sort(bad);
	return rc;
}

/* A change of the bad pages. */
struct bad_change {
	const char *action;
	bool add;		/* else remove them */
	struct notes given;	/* physical addresses; none: all of the device */
};

static int forget(struct daxkmem_device *d, const struct bad_change *c,
		  const struct ranges *own, const struct notes *bad)
{
	struct ranges gone;
	int rc;

	if (notes_ranges(bad, &gone))
		return device_fails(d, DAXKMEM_FAILED, ENOMEM, c->action, NULL,
				    NULL);
	rc = bad_forget(d, own, c->given.nr ? &gone : NULL);
	ranges_free(&gone);
	return rc;
}

/* Caller holds the lock and has refreshed the device. */
static int change(struct daxkmem_device *d, const void *arg)
{
	const struct bad_change *c = arg;
	struct notes bad = { 0 };
	struct ranges own;
	int rc = ledger_own(d, c->action, &own);

	if (!rc)
		rc = take(d, c->action, &own, &c->given, &bad);
	if (!rc && c->add)
		rc = ledger_take(d, c->action, &bad);
	else if (!rc)
		rc = forget(d, c, &own, &bad);
	notes_free(&bad);
	ranges_free(&own);
	return rc;
}

static int change_ranges(struct daxkmem_device *d, struct bad_change c,
			 const char *source, const struct daxkmem_range *v,
			 int nr)
{
	const struct ranges given = { (struct daxkmem_range *)v, nr };
	int rc;

	if (notes_add_ranges(&c.given, &given, source))
		rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, c.action, NULL, NULL);
	else
		rc = device_change(d, LOCK, change, &c);
	notes_free(&c.given);
	return rc;
}

int daxkmem_bad_report(struct daxkmem_device *d, const char *source,
		       const struct daxkmem_range *ranges, int nr)
{
	const struct bad_change c = { .action = "add bad pages", .add = true };

	return change_ranges(d, c, source, ranges, nr);
}

int daxkmem_bad_add(struct daxkmem_device *d,
		    const struct daxkmem_range *ranges, int nr)
{
	return daxkmem_bad_report(d, BY_USER, ranges, nr);
}

int daxkmem_bad_forget(struct daxkmem_device *d,
		       const struct daxkmem_range *ranges, int nr)
{
	const struct bad_change c = { .action = "forget bad pages" };

	return change_ranges(d, c, "", ranges, nr);
}

static int save(struct daxkmem_device *d, const void *unused)
{
	(void)unused;
	return ledger_save(d, LOCK);
}

int daxkmem_bad_save(struct daxkmem_device *d)
{
	return device_change(d, LOCK, save, NULL);
}

static char *export(const struct ranges *own,
		    const struct daxkmem_bad_range *list, int nr)
{
	struct notes bad = { 0 };
	char *text = NULL;
	int i, rc = 0;

	for (i = 0; !rc && i < nr; i++)
		rc = notes_add(&bad, &list[i].at, list[i].source, list[i].time);
	notes_sort(&bad);
	if (!rc)
		text = ledger_print(own->v[0].start, &bad);
	notes_free(&bad);
	return text;
}

int daxkmem_bad_export(const struct daxkmem_device *d, char **text)
{
	const char *action = "export bad pages";
	struct daxkmem_bad_range *list;
	struct ranges own;
	int nr = daxkmem_bad_list(d, &list), rc;

	if (nr < 0)
		return nr;
	rc = ledger_own(d, action, &own);
	*text = rc ? NULL : export(&own, list, nr);
	if (!rc && !*text)
		rc = device_fails(d, DAXKMEM_FAILED, ENOMEM, action, NULL, NULL);
	ranges_free(&own);
	free(list);
	return rc;
}

struct import {
	const char *file;
	char *text;
	bool sectors;
};

static int parse_sectors(const struct daxkmem_device *d,
			 const struct import *i, struct notes *bad)
{
	struct ranges r = { 0 };
	int rc;

	r.nr = region_bad_parse(d, i->text, &r.v);
	if (r.nr < 0)
		return fail(d->ctx, DAXKMEM_FAILED, -r.nr, i->file, "import",
			    r.nr == -EPROTO ?
			    "a line is not of the form SECTOR COUNT" :
			    r.nr == -ENOENT ?
			    "sectors are relative to the start of a region, and the device has no region" :
			    NULL, NULL);
	rc = notes_add_ranges(bad, &r, BY_USER);
	ranges_free(&r);
	return rc ? fail(d->ctx, DAXKMEM_FAILED, ENOMEM, i->file, "import",
			 NULL, NULL) : 0;
}

/* Ranges without a report are the user's. */
static void sign(struct notes *bad)
{
	int i;

	for (i = 0; i < bad->nr; i++) {
		if (*bad->v[i].source)
			continue;
		strcpy(bad->v[i].source, BY_USER);
		bad->v[i].time = time(NULL);
	}
}

static int import(struct daxkmem_device *d, const void *arg)
{
	struct bad_change c = { .action = "import bad pages", .add = true };
	const struct import *i = arg;
	struct ranges own;
	int rc = ledger_own(d, c.action, &own);

	if (!rc && i->sectors)
		rc = parse_sectors(d, i, &c.given);
	else if (!rc)
		rc = ledger_parse(d->ctx, i->file, i->text, "import",
				  own.v[0].start, &c.given);
	sign(&c.given);
	if (!rc)
		rc = change(d, &c);
	notes_free(&c.given);
	ranges_free(&own);
	return rc;
}

int daxkmem_bad_import(struct daxkmem_device *d, const char *file,
		       const char *text, bool sectors)
{
	const struct import i = { file, strdup(text), sectors };
	int rc;

	if (!i.text)
		return device_fails(d, DAXKMEM_FAILED, ENOMEM, "import bad pages",
				    NULL, NULL);
	rc = device_change(d, LOCK, import, &i);
	free(i.text);
	return rc;
}
