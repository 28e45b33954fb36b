// SPDX-License-Identifier: LGPL-2.1-or-later
/* Add bad pages that the system knows to the ledger. */
#include <errno.h>
#include <stdlib.h>
#include "lib/act/bad_cxl.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"
#include "lib/act/rasdaemon.h"

#define ACTION "import bad pages"

struct import {
	enum daxkmem_bad_from from;
	unsigned int threshold;
};

static int out_of_memory(const struct daxkmem_device *d)
{
	return device_fails(d, DAXKMEM_FAILED, ENOMEM, ACTION, NULL, NULL);
}

/* Add whole pages. */
static int add(const struct daxkmem_device *d, struct ranges *at,
	       const char *source)
{
	struct notes bad = { 0 };
	int rc = 0;

	ranges_to_pages(at);
	if (notes_add_ranges(&bad, at, source))
		rc = out_of_memory(d);
	notes_sort(&bad);
	if (!rc && bad.nr)
		rc = ledger_take(d, ACTION, &bad);
	notes_free(&bad);
	return rc;
}

static int from_badblocks(const struct daxkmem_device *d)
{
	struct ranges at = { 0 };
	int rc;

	at.nr = region_bad(d, &at.v);
	if (at.nr == -ENOENT)
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, ACTION,
				    "it is not persistent memory: libnvdimm has no list for it",
				    NULL);
	if (at.nr < 0)
		return device_fails(d, DAXKMEM_FAILED, -at.nr, ACTION,
				    "badblocks of its region cannot be read",
				    next_step(-at.nr, NULL));
	rc = add(d, &at, BY_BADBLOCKS);
	ranges_free(&at);
	return rc;
}

/* Add the parts of a record that are inside the device. */
static int add_inside(const struct ranges *own, const struct daxkmem_bad_range *r,
		      struct notes *inside)
{
	struct daxkmem_range at = r->at;
	struct ranges one = { &at, 1 }, common = { 0 };
	int i, rc;

	ranges_to_pages(&one);
	rc = ranges_clip(&one, own, &common);
	for (i = 0; i < common.nr && !rc; i++)
		rc = notes_add(inside, &common.v[i], r->source, r->time);
	ranges_free(&common);
	return rc;
}

static int take_inside(const struct daxkmem_device *d, const struct notes *all)
{
	struct notes inside = { 0 };
	struct ranges own;
	int i, err = 0, rc = ledger_own(d, ACTION, &own);

	for (i = 0; !rc && i < all->nr && !err; i++)
		err = add_inside(&own, &all->v[i], &inside);
	notes_sort(&inside);
	if (err)
		rc = out_of_memory(d);
	else if (!rc && inside.nr)
		rc = ledger_take(d, ACTION, &inside);
	notes_free(&inside);
	ranges_free(&own);
	return rc;
}

static int from_rasdaemon(const struct daxkmem_device *d, unsigned int threshold)
{
	struct notes all = { 0 };
	int rc = rasdaemon_read(d, ACTION, threshold, &all) ?:
		 take_inside(d, &all);

	notes_free(&all);
	return rc;
}

/* Caller holds the lock and has refreshed the device. */
static int import(struct daxkmem_device *d, const void *arg)
{
	const struct import *i = arg;

	switch (i->from) {
	case DAXKMEM_BAD_FROM_CXL:
		return bad_cxl_import(d);
	case DAXKMEM_BAD_FROM_BADBLOCKS:
		return from_badblocks(d);
	case DAXKMEM_BAD_FROM_RASDAEMON:
		return from_rasdaemon(d, i->threshold);
	}
	return device_fails(d, DAXKMEM_UNSUPPORTED, EINVAL, ACTION,
			    "this source is not known", NULL);
}

int daxkmem_bad_import_from(struct daxkmem_device *d, enum daxkmem_bad_from from,
			    unsigned int threshold)
{
	const struct import i = { from, threshold };

	return device_change(d, ACTION, import, &i);
}
