// SPDX-License-Identifier: LGPL-2.1-or-later
/* Change settings of an attached device, all or none of them. */
#include <string.h>
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/resize.h"
#include "lib/act/set.h"

#define ACTION "change settings"

static int bring_size(struct daxkmem_device *d,
		      const struct daxkmem_settings *want)
{
	long long goal = setting_bytes(want, SET_SIZE);

	if (!setting_given(want, SET_SIZE))
		return 0;
	if (goal < 0)
		goal = device_whole_size(d);
	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) == goal)
		return 0;
	return resize_device(d, goal);
}

/* Size and huge pages; after an error, the size is restored. */
static int bring_memory(struct daxkmem_device *d,
			const struct daxkmem_settings *want)
{
	const char *pools = setting_or_null(want, SET_HUGEPAGES);
	long long size = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	struct daxkmem_error e;
	int rc = bring_size(d, want);

	if (rc)
		return rc;
	rc = huge_want_set_up(d, pools, ACTION);
	if (rc && setting_given(want, SET_SIZE)) {
		e = error_take(d->ctx);
		resize_device(d, size);
		error_put(d->ctx, e);
	}
	return rc;
}

/* Caller holds the lock and has refreshed the device. */
static int set(struct daxkmem_device *d, const void *settings)
{
	const struct daxkmem_settings *want = settings;
	struct daxkmem_settings was;
	int rc;

	if (!daxkmem_device_attached(d))
		return device_not_attached(d, ACTION);
	rc = set_check(d, want, ACTION) ?:
	     huge_want_check(d, setting_or_null(want, SET_HUGEPAGES), ACTION) ?:
	     set_write(d, want, &was, ACTION);
	if (rc)
		return rc;
	daxkmem_device_refresh(d);
	rc = bring_memory(d, want);
	if (rc)
		set_restore(d, &was);
	return rc;
}

int daxkmem_set(struct daxkmem_device *d,
		const struct daxkmem_settings *settings)
{
	if (!daxkmem_device_attached(d))
		return device_not_attached(d, ACTION);
	return device_change(d, ACTION, set, settings);
}
