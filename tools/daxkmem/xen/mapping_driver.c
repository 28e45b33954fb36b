// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bind a device to dax_kmem_xen while guests have parts of it, so that Dom0
 * does not use it otherwise, and keep the driver's state up to date.
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

/*
 * Refuse a device that is donated to the hypervisor. Return: 0, or an exit code
 * after an error message.
 */
int driver_allows(struct mapping *m)
{
	if (daxkmem_device_pool(m->d) && state_is(m, "donated"))
		return mapping_fails(m, EBUSY, "it belongs to Xen's heap until the host reboots; guests allocate from it and cannot map parts of it",
				     "after a reboot, bind it without donating it: write its name to bind_unplugged of " POOL_DRIVER);
	return 0;
}

static int bind_it(struct mapping *m)
{
	int rc;

	if (!root_exists(ctx, DAX_DRIVERS "/" POOL_DRIVER))
		return complain(UNSUPPORTED, 0, device_name(m->d), m->action,
				"the driver " POOL_DRIVER " is not loaded",
				"modprobe " POOL_DRIVER);
	rc = root_write(ctx, device_name(m->d),
			DAX_DRIVERS "/" POOL_DRIVER "/bind_unplugged");
	if (!rc)
		rc = daxkmem_device_refresh(m->d);
	return rc ? mapping_fails(m, -rc, "the driver " POOL_DRIVER " does not bind it",
				  see_log(device_name(m->d))) : 0;
}

/*
 * Like driver_allows(), but bind the device if it has no driver, and refuse it
 * if another driver has it.
 */
int driver_hold(struct mapping *m)
{
	const char *driver = device_text(m->d, DAXKMEM_DRIVER);

	if (daxkmem_device_pool(m->d))
		return driver_allows(m);
	if (*driver)
		return mapping_fails(m, EBUSY,
				     say("bound to the driver %s", driver),
				     "boot Dom0 so that " POOL_DRIVER " binds it first");
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

/*
 * Set the driver's state to "mapped" if a guest has a part, else to
 * "unplugged". Does nothing if the device is not bound to dax_kmem_xen. Return:
 * 0, or an exit code after an error message.
 */
int driver_settle(struct mapping *m)
{
	const char *word = in_use(m) ? "mapped" : "unplugged";
	int rc;

	if (!daxkmem_device_pool(m->d) || state_is(m, word))
		return 0;
	rc = daxkmem_device_write(m->d, STATE_FILE, word);
	if (rc)
		return mapping_fails(m, -rc,
				     say("its driver does not accept the state \"%s\"",
					 word),
				     see_log(device_name(m->d)));
	daxkmem_device_refresh(m->d);
	return 0;
}
