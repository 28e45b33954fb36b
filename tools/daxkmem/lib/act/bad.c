// SPDX-License-Identifier: LGPL-2.1-or-later
/* Add and remove known bad pages of a device. */
#include <errno.h>
#include <unistd.h>
#include "lib/act/bad.h"
#include "lib/act/bad_forget.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"

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
					    say("it begins with %s",
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

/**
 * bad_change - add or remove known bad pages
 * @add: add them; else remove them
 * @given: physical addresses; none: all of the device
 *
 * Caller holds the lock and has refreshed the device.
 */
int bad_change(struct daxkmem_device *d, const char *action, bool add,
	       const struct ranges *given)
{
	struct ranges own, bad = { 0 };
	int rc = ledger_own(d, action, &own);

	if (!rc)
		rc = take(d, action, &own, given, &bad);
	if (!rc && add)
		rc = ledger_take(d, action, &bad);
	else if (!rc)
		rc = bad_forget(d, &own, given->nr ? &bad : NULL);
	ranges_free(&bad);
	ranges_free(&own);
	return rc;
}

static int locked(struct daxkmem_device *d, const char *action, bool add,
		  const struct daxkmem_range *ranges, int nr)
{
	const struct ranges given = { (struct daxkmem_range *)ranges, nr };
	int lock, rc;

	error_clear(d->ctx);
	lock = device_lock_read(d, action);
	if (lock < 0)
		return lock;
	rc = bad_change(d, action, add, &given);
	close(lock);
	daxkmem_device_refresh(d);
	return rc;
}

int daxkmem_bad_add(struct daxkmem_device *d,
		    const struct daxkmem_range *ranges, int nr)
{
	return locked(d, "add bad pages", true, ranges, nr);
}

int daxkmem_bad_forget(struct daxkmem_device *d,
		       const struct daxkmem_range *ranges, int nr)
{
	return locked(d, "forget bad pages", false, ranges, nr);
}
