// SPDX-License-Identifier: LGPL-2.1-or-later
/* The lists of known bad pages of a device. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/act/bad_forget.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"

#define LOCK "save bad pages"

/* Refuse ranges outside the device. */
static int check_inside(const struct daxkmem_device *d, const char *action,
			const struct ranges *own, const struct ranges *bad)
{
	int i;

	for (i = 0; i < bad->nr; i++)
		if (!ranges_has(own, &bad->v[i]))
			return device_fails(d, DAXKMEM_FAILED, ERANGE, action,
					    say("%s is not inside the device",
						range_text(&bad->v[i])),
					    say("its first range is %s",
						range_text(&own->v[0])));
	return 0;
}

/* A changed copy of the caller's ranges: whole pages, merged. */
static int take(const struct daxkmem_device *d, const char *action,
		const struct ranges *own, const struct ranges *given,
		struct ranges *bad)
{
	int i, rc = 0;

	for (i = 0; i < given->nr && !rc; i++)
		rc = ranges_add(bad, given->v[i].start, given->v[i].end);
	if (rc)
		return device_fails(d, DAXKMEM_FAILED, -rc, action, NULL, NULL);
	ranges_to_pages(bad);
	rc = check_inside(d, action, own, bad);
	ranges_merge(bad);
	return rc;
}

/* A change of the bad pages. */
struct bad_change {
	const char *action;
	bool add;		/* else remove them */
	struct ranges given;	/* physical addresses; none: all of the device */
};

/* Caller holds the lock and has refreshed the device. */
static int change(struct daxkmem_device *d, const void *arg)
{
	const struct bad_change *c = arg;
	struct ranges own, bad = { 0 };
	int rc = ledger_own(d, c->action, &own);

	if (!rc)
		rc = take(d, c->action, &own, &c->given, &bad);
	if (!rc && c->add)
		rc = ledger_take(d, c->action, &bad);
	else if (!rc)
		rc = bad_forget(d, &own, c->given.nr ? &bad : NULL);
	ranges_free(&bad);
	ranges_free(&own);
	return rc;
}

int daxkmem_bad_add(struct daxkmem_device *d,
		    const struct daxkmem_range *ranges, int nr)
{
	const struct bad_change c = {
		"add bad pages", true, { (struct daxkmem_range *)ranges, nr },
	};

	return device_change(d, LOCK, change, &c);
}

int daxkmem_bad_forget(struct daxkmem_device *d,
		       const struct daxkmem_range *ranges, int nr)
{
	const struct bad_change c = {
		"forget bad pages", false, { (struct daxkmem_range *)ranges, nr },
	};

	return device_change(d, LOCK, change, &c);
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
	struct ranges bad = { 0 };
	char *text = NULL;
	int i, rc = 0;

	for (i = 0; !rc && i < nr; i++)
		rc = ranges_add(&bad, list[i].at.start, list[i].at.end);
	ranges_merge(&bad);
	if (!rc)
		text = ledger_print(own->v[0].start, &bad);
	ranges_free(&bad);
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
			 const struct import *i, struct ranges *bad)
{
	int nr = region_bad_parse(d, i->text, &bad->v);

	if (nr < 0)
		return fail(d->ctx, DAXKMEM_FAILED, -nr, i->file, "import",
			    nr == -EPROTO ?
			    "a line is not of the form SECTOR COUNT" :
			    nr == -ENOENT ?
			    "sectors are relative to the start of a region, and the device has no region" :
			    NULL, NULL);
	bad->nr = nr;
	return 0;
}

static int import(struct daxkmem_device *d, const void *arg)
{
	struct bad_change c = { "import bad pages", true, { 0 } };
	const struct import *i = arg;
	struct ranges own;
	int rc = ledger_own(d, c.action, &own);

	if (!rc && i->sectors)
		rc = parse_sectors(d, i, &c.given);
	else if (!rc)
		rc = ledger_parse(d->ctx, i->file, i->text, "import",
				  own.v[0].start, &c.given);
	if (!rc)
		rc = change(d, &c);
	ranges_free(&c.given);
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
