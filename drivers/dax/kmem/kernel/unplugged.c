// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver attribute bind_unplugged. It lets user space change all settings
 * before memory is added, without a module parameter that would also affect other
 * devices meanwhile.
 */
#include <linux/mutex.h>
#include "compat/compat.h"
#include "unplugged.h"

/* The device that bind_unplugged is binding: its probe adds no memory. */
static struct device *unplugged_dev;

/* Called by a probe: true if bind_unplugged is binding the device. */
bool dk_binds_unplugged(struct device *dev)
{
	return READ_ONCE(unplugged_dev) == dev;
}

DK_EXPORT(dk_binds_unplugged);

/* Bind the device that the user named, even if new_id does not match it. */
static int bind_unplugged(struct device *dev, struct device_driver *drv)
{
	static DEFINE_MUTEX(one);
	int rc = mutex_lock_interruptible(&one);

	if (rc)
		return rc;
	WRITE_ONCE(unplugged_dev, dev);
	rc = device_driver_attach(drv, dev);
	WRITE_ONCE(unplugged_dev, NULL);
	mutex_unlock(&one);
	return rc;
}

static ssize_t bind_unplugged_store(struct device_driver *drv, const char *buf,
				    size_t count)
{
	struct device *dev = bus_find_device_by_name(drv->bus, NULL, buf);
	int rc;

	if (!dev)
		return -ENODEV;
	rc = bind_unplugged(dev, drv);
	put_device(dev);
	return rc ?: count;
}

/* As for "bind": to lockdep, a bind looks like the reverse of unregistering. */
static struct driver_attribute driver_attr_bind_unplugged =
	__ATTR_IGNORE_LOCKDEP(bind_unplugged, 0200, NULL, bind_unplugged_store);

static struct attribute *unplugged_attrs[] = {
	&driver_attr_bind_unplugged.attr,
	NULL,
};

/* The attributes that this project's drivers have besides those of the bus. */
const struct attribute_group dk_unplugged_group = {
	.attrs = unplugged_attrs,
};

DK_EXPORT(dk_unplugged_group);
