// SPDX-License-Identifier: LGPL-2.1-or-later
/* Drivers on the dax bus: bind and unbind devices. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "private.h"

bool driver_exists(const struct daxkmem_ctx *ctx, const char *driver)
{
	return root_exists(ctx, DAX_DRIVERS "/%s", driver);
}

/* Write to a driver's attribute: bind, unbind, new_id and the like. */
int driver_write(const struct daxkmem_ctx *ctx, const char *driver,
		 const char *file, const char *word)
{
	return root_write(ctx, word, DAX_DRIVERS "/%s/%s", driver, file);
}

const char *daxkmem_driver(struct daxkmem_ctx *ctx)
{
	if (driver_exists(ctx, "dax_kmem"))
		return "dax_kmem";
	/* With bus_name=kmem; otherwise kmem is the kernel's own driver. */
	if (root_exists(ctx, "/sys/module/dax_kmem") &&
	    driver_exists(ctx, "kmem"))
		return "kmem";
	return NULL;
}

static bool has_driver(const struct daxkmem_device *d, const char *driver)
{
	char now[TEXT_LEN];

	return !root_target(d->ctx, now, sizeof(now), "%s/driver",
			    d->dir) && !strcmp(now, driver);
}

/*
 * Bind a device to a driver. device_dax matches devices of soft-reserved and CXL
 * regions only by name, so "bind" fails with -ENODEV; new_id names the device and
 * binds it. Remove the name again: it would bind the device whenever it appears.
 */
static int bind_to(const struct daxkmem_device *d, const char *driver)
{
	int rc = driver_write(d->ctx, driver, "bind", d->name);

	if (rc != -ENODEV)
		return rc;
	rc = driver_write(d->ctx, driver, "new_id", d->name);
	if (rc)
		return rc;
	driver_write(d->ctx, driver, "remove_id", d->name);
	return has_driver(d, driver) ? 0 : -ENODEV;
}

static void undo_bind(const struct daxkmem_device *d, const char *ours,
		      const char *from, struct daxkmem_failure *why)
{
	if (has_driver(d, ours))
		why->back = driver_write(d->ctx, ours, "unbind", d->name);
	if (!why->back && *from && !has_driver(d, from))
		why->back = bind_to(d, from);
}

/*
 * Write new_id last: the bus binds a device that has no driver at that time at
 * once, and that bind would add memory.
 */
static int bind_steps(const struct daxkmem_device *d, const char *ours,
		      const char *from, struct daxkmem_failure *why)
{
	int rc = 0;

	why->step = DAXKMEM_RELEASE;
	if (*from)
		rc = driver_write(d->ctx, from, "unbind", d->name);
	if (!rc) {
		why->step = DAXKMEM_BIND;
		rc = driver_write(d->ctx, ours, "bind_unplugged", d->name);
	}
	if (!rc) {
		why->step = DAXKMEM_NAME_IT;
		rc = driver_write(d->ctx, ours, "new_id", d->name);
	}
	if (rc)
		undo_bind(d, ours, from, why);
	return rc;
}

int daxkmem_device_bind(struct daxkmem_device *d, struct daxkmem_failure *why)
{
	struct daxkmem_failure unused;
	const char *ours = daxkmem_driver(d->ctx);
	char from[TEXT_LEN];
	int rc;

	if (!why)
		why = &unused;
	*why = (struct daxkmem_failure){ .step = DAXKMEM_NO_STEP };
	rc = daxkmem_device_refresh(d);
	if (rc || d->attached)
		return rc;
	if (d->range)
		return range_bind(d, why);
	strcpy(from, d->texts[DAXKMEM_DRIVER]);
	if (*from && strcmp(from, DAX_HOME))
		return -EBUSY;
	if (!ours || !root_exists(d->ctx, DAX_DRIVERS "/%s/bind_unplugged",
				  ours))
		return -EOPNOTSUPP;
	rc = bind_steps(d, ours, from, why);
	return rc ?: daxkmem_device_refresh(d);
}

/*
 * True if the address range of the device has memory blocks. An earlier unbind
 * left them.
 */
static bool has_blocks(const struct daxkmem_device *d)
{
	struct daxkmem_range *v = NULL;
	int i, nr = daxkmem_device_ranges(d, &v);
	long long size = daxkmem_block_size(d->ctx);
	unsigned long long id;
	bool has = false;

	for (i = 0; size > 0 && i < nr; i++)
		for (id = (v[i].start + size - 1) / size;
		     !has && (id + 1) * size <= v[i].end; id++)
			has = root_exists(d->ctx, MEMORY "/memory%llu", id);
	free(v);
	return has;
}

/*
 * Bind the device to its next driver if that is loaded. Do not load it: it would
 * bind other devices without a driver, too.
 */
static int go_to(const struct daxkmem_device *d, const char *next)
{
	if (driver_exists(d->ctx, next))
		return bind_to(d, next);
	return has_blocks(d) ? -EBUSY : 0;
}

static int unbind_steps(const struct daxkmem_device *d, const char *next,
			struct daxkmem_failure *why)
{
	const char *ours = daxkmem_driver(d->ctx);
	int rc = 0;

	why->step = DAXKMEM_RELEASE;
	if (d->attached)
		rc = driver_write(d->ctx, d->texts[DAXKMEM_DRIVER], "unbind",
				  d->name);
	if (!rc && ours) {
		why->step = DAXKMEM_FORGET;
		rc = driver_write(d->ctx, ours, "remove_id", d->name);
	}
	if (!rc) {
		why->step = DAXKMEM_RETURN;
		rc = go_to(d, next);
	}
	return rc;
}

/**
 * driver_unbind - unbind a device from dax_kmem, and bind it to another driver
 * @next: driver on the dax bus; if it is not loaded, the device has none
 *
 * Otherwise the same as daxkmem_device_unbind().
 */
int driver_unbind(struct daxkmem_device *d, const char *next,
		  struct daxkmem_failure *why)
{
	const char *driver = d->texts[DAXKMEM_DRIVER];
	int rc;

	*why = (struct daxkmem_failure){ .step = DAXKMEM_NO_STEP };
	rc = daxkmem_device_refresh(d);
	if (rc || (!d->attached && !strcmp(driver, next)))
		return rc;
	if (*driver && !d->attached)
		return -EBUSY;
	rc = d->range ? range_unbind(d, why) : unbind_steps(d, next, why);
	return rc ?: daxkmem_device_refresh(d);
}

int daxkmem_device_unbind(struct daxkmem_device *d,
			  struct daxkmem_failure *why)
{
	struct daxkmem_failure unused;

	return driver_unbind(d, DAX_HOME, why ?: &unused);
}
