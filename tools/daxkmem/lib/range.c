// SPDX-License-Identifier: LGPL-2.1-or-later
/* Ranges of physical addresses, which are devices on the platform bus. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"
#include "size.h"

int daxkmem_range_parse(const char *text, struct daxkmem_range *r)
{
	const char *plus = strchr(text, '+');
	size_t len = plus ? plus - text : 0;
	u64 start, size;

	if (!plus || strspn(text, "0123456789") == len ||
	    dk_size_parse(text, len, &start) ||
	    dk_size_parse(plus + 1, strlen(plus + 1), &size) ||
	    !size || start + size < start)
		return -EINVAL;
	if (r)
		*r = (struct daxkmem_range){ start, start + size };
	return 0;
}

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
