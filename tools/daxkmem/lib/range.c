// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ranges of physical addresses, which are devices on the platform bus. */
#include <errno.h>
#include "private.h"

static int write_driver(const struct daxkmem_device *d, const char *file)
{
	return root_write(d->ctx, d->name, RANGE_DRIVER "/%s", file);
}

/* daxkmem_device_bind() for a range, which no other driver can have. */
int range_bind(struct daxkmem_device *d, struct daxkmem_failure *why)
{
	int rc;

	if (*d->texts[DAXKMEM_DRIVER])
		return -EBUSY;
	if (!root_exists(d->ctx, RANGE_DRIVER "/bind_unplugged"))
		return -EOPNOTSUPP;
	why->step = DAXKMEM_BIND;
	rc = write_driver(d, "bind_unplugged");
	return rc ?: daxkmem_device_refresh(d);
}

/* daxkmem_device_unbind() for a range, which then has no driver. */
int range_unbind(struct daxkmem_device *d, struct daxkmem_failure *why)
{
	why->step = DAXKMEM_RELEASE;
	return d->attached ? write_driver(d, "unbind") : 0;
}
