// SPDX-License-Identifier: GPL-2.0-only
/* Front door: the driver dax_kmem on the dax bus. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include "bus.h"
#include "compat/compat.h"
#include "dax_abi.h"
#include "daxdev.h"
#include "device.h"
#include "params.h"

/* The device whose probe adds nothing, while bind_unplugged binds it. */
static struct device *unplugged_dev;

/* To be asked in a probe: is it bind_unplugged that binds the device? */
bool dax_kmem_binds_unplugged(struct device *dev)
{
	return READ_ONCE(unplugged_dev) == dev;
}

DK_EXPORT(dax_kmem_binds_unplugged);

/* The attributes of a device that is bound. */
static const struct attribute_group **device_groups;

static int dax_kmem_probe(struct dev_dax *dev_dax)
{
	struct device *dev = &dev_dax->dev;
	struct dk_spanset ranges;
	struct dk_bind bind = {
		.dev = dev,
		.ranges = &ranges,
		.node = dev_dax->target_node,
		.plug = dax_kmem_plug_on_bind() &&
			!dax_kmem_binds_unplugged(dev),
		.policy = dax_kmem_default_policy(),
		.memmap = dax_kmem_default_memmap(),
		.groups = device_groups,
	};
	int rc;

	rc = dk_daxdev_ranges(dev, &ranges);
	if (rc)
		return rc;

	rc = dax_kmem_bind(&bind);
	kfree(ranges.v);
	return rc;
}

static void dax_kmem_remove(struct dev_dax *dev_dax)
{
	dax_kmem_unbind(&dev_dax->dev);
}

/* The name that was written is the one to bind, whatever new_id knows. */
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

/*
 * So that all can be set before memory is added, without a setting of the
 * module that other devices would see meanwhile.
 */
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

/* To lockdep, binding looks like the reverse of unregistering; so does "bind". */
static struct driver_attribute driver_attr_bind_unplugged =
	__ATTR_IGNORE_LOCKDEP(bind_unplugged, 0200, NULL, bind_unplugged_store);

static struct attribute *driver_attrs[] = {
	&driver_attr_bind_unplugged.attr,
	NULL,
};

/* What a driver of ours on the bus has besides what the bus gives it. */
const struct attribute_group dax_kmem_bind_group = {
	.attrs = driver_attrs,
};

DK_EXPORT(dax_kmem_bind_group);

/* The second one is that of who registers the driver. */
static const struct attribute_group *driver_groups[] = {
	&dax_kmem_bind_group,
	NULL,
	NULL,
};

static struct dax_device_driver dax_kmem_driver = {
	DK_NAMED_ONLY,
	.probe = dax_kmem_probe,
	.remove = dax_kmem_remove,
	.drv = {
		.groups = driver_groups,
	},
};

/**
 * dax_kmem_bus_init - become a driver of the dax bus
 * @dev_groups: the attributes of a device that is bound
 * @drv_group: attributes of the driver
 *
 * Return: 0, or an errno after a line in the log.
 */
int dax_kmem_bus_init(const struct attribute_group **dev_groups,
		      const struct attribute_group *drv_group)
{
	const char *name = dax_kmem_bus_name();
	int rc;

	if (!name)
		return -EINVAL;
	device_groups = dev_groups;
	driver_groups[1] = drv_group;
	/* The bus names the driver after what it is told the module's name is. */
	rc = __dax_driver_register(&dax_kmem_driver, THIS_MODULE, name);
	if (rc == -EBUSY)
		pr_err("the dax bus has a driver %s already; unload that one first (rmmod %s)\n",
		       name, name);
	return rc;
}

void dax_kmem_bus_exit(void)
{
	dax_driver_unregister(&dax_kmem_driver);
}
