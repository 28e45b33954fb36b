// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The driver holds a device while guests have parts of it, so that Dom0 makes
 * nothing else of it; and its state says that they do.
 */
#include <errno.h>
#include <string.h>
#include "ops/device.h"
#include "mapping.h"

#define STATE_FILE POOL_DRIVER "/state"

static bool state_is(const struct mapping *m, const char *word)
{
	return !strcmp(device_text(m->d, DAXKMEM_STATE), word);
}

/* May parts of it be, or have been, guests'? Returns 0, or an exit code. */
int driver_allows(struct mapping *m)
{
	if (daxkmem_device_pool(m->d) && state_is(m, "donated"))
		return mapping_fails(m, EBUSY, "it belongs to Xen's heap until the host reboots: guests draw from it, and map no parts of it",
				     "bind it without donating it after the next boot: write its name to bind_unplugged of " POOL_DRIVER);
	return 0;
}

static int bind_it(struct mapping *m)
{
	int rc;

	if (!root_exists(ctx, DAX_DRIVERS "/" POOL_DRIVER))
		return complain(UNSUPPORTED, 0, device_name(m->d), m->action,
				"the driver " POOL_DRIVER " is not there to hold it",
				"modprobe " POOL_DRIVER);
	rc = root_write(ctx, device_name(m->d),
			DAX_DRIVERS "/" POOL_DRIVER "/bind_unplugged");
	if (!rc)
		rc = daxkmem_device_refresh(m->d);
	return rc ? mapping_fails(m, -rc, "the driver " POOL_DRIVER " does not take it",
				  see_log(device_name(m->d))) : 0;
}

/* As driver_allows(), and the driver has it then. */
int driver_hold(struct mapping *m)
{
	const char *driver = device_text(m->d, DAXKMEM_DRIVER);

	if (daxkmem_device_pool(m->d))
		return driver_allows(m);
	if (*driver)
		return mapping_fails(m, EBUSY,
				     say("the driver %s has it", driver),
				     "boot Dom0 so that " POOL_DRIVER " has it first");
	return bind_it(m);
}

static bool in_use(const struct mapping *m)
{
	u32 i;

	for (i = 0; i < m->set.nr; i++)
		if (m->set.v[i].domain != DK_NOBODY)
			return true;
	return false;
}

/* The driver's state becomes what is so. Returns 0, or an exit code. */
int driver_settle(struct mapping *m)
{
	const char *word = in_use(m) ? "mapped" : "unplugged";
	int rc;

	if (!daxkmem_device_pool(m->d) || state_is(m, word))
		return 0;
	rc = daxkmem_device_write(m->d, STATE_FILE, word);
	if (rc)
		return mapping_fails(m, -rc,
				     say("its driver does not become \"%s\"",
					 word),
				     see_log(device_name(m->d)));
	daxkmem_device_refresh(m->d);
	return 0;
}
