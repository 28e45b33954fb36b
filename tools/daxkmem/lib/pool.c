// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The way of a device to dax_kmem_xen and back, as long as the hypervisor has
 * nothing of it. device_dax is on neither: a device that it has had since the
 * host booted can be no pool.
 */
#include <errno.h>
#include "private.h"

/*
 * A device that no driver has becomes one of dax_kmem_xen, which gives nothing
 * of it. Named last: one that is free when it is named is donated at once.
 * Caller holds daxkmem_lock(). Returns 0, or a negative errno.
 */
int pool_bind(struct daxkmem_device *d, struct daxkmem_failure *why)
{
	int rc;

	*why = (struct daxkmem_failure){ .step = DAXKMEM_BIND };
	rc = driver_write(d->ctx, POOL_DRIVER, "bind_unplugged", d->name);
	if (rc)
		return rc;
	why->step = DAXKMEM_NAME_IT;
	rc = driver_write(d->ctx, POOL_DRIVER, "new_id", d->name);
	if (rc)
		why->back = driver_write(d->ctx, POOL_DRIVER, "unbind",
					 d->name);
	return rc ?: daxkmem_device_refresh(d);
}

/* What pool_bind() did is undone. Returns 0, or a negative errno. */
int pool_unbind(struct daxkmem_device *d)
{
	int rc = driver_write(d->ctx, POOL_DRIVER, "unbind", d->name);

	if (!rc)
		rc = driver_write(d->ctx, POOL_DRIVER, "remove_id", d->name);
	return rc ?: daxkmem_device_refresh(d);
}
