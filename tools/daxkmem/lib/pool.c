// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Bind devices to dax_kmem_xen and unbind them, while nothing is donated to the
 * hypervisor. device_dax is not involved: a device that was bound to device_dax
 * since the host booted cannot become a pool.
 */
#include <errno.h>
#include <string.h>
#include "private.h"

/*
 * Bind a device without a driver to dax_kmem_xen, without donating memory.
 * Write new_id last: a device still unbound at that time would be donated at
 * once. Caller holds daxkmem_lock(). Returns 0, or a negative errno.
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

/* Undo pool_bind(). Returns 0, or a negative errno. */
int pool_unbind(struct daxkmem_device *d)
{
	int rc = driver_write(d->ctx, POOL_DRIVER, "unbind", d->name);

	if (!rc)
		rc = driver_write(d->ctx, POOL_DRIVER, "remove_id", d->name);
	return rc ?: daxkmem_device_refresh(d);
}

/* True if the hypervisor has the device's memory. */
bool pool_donated(const struct daxkmem_device *d)
{
	return d->pool && !strcmp(d->texts[DAXKMEM_STATE], "donated");
}
