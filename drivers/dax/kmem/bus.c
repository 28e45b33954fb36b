// SPDX-License-Identifier: GPL-2.0-only
/* Front door: the driver dax_kmem on the dax bus. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include "bus.h"
#include "compat/compat.h"
#include "kernel/dax_abi.h"
#include "kernel/daxdev.h"
#include "kernel/unplugged.h"
#include "device/device.h"
#include "params.h"

/* The attributes of a bound device. */
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
			!dk_binds_unplugged(dev),
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

/* dax_kmem_bus_init() sets the second group. */
static const struct attribute_group *driver_groups[] = {
	&dk_unplugged_group,
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

/*
 * Name the devices of the module parameter, which may bind them. Call this when
 * nothing else of the module's init can fail: memory of a device pins the module.
 * The log says which are no names.
 */
void dax_kmem_bus_name_devices(void)
{
	const char *text = dax_kmem_devices();
	size_t len;

	for (; text && *text; text += len + (text[len] == ',')) {
		len = strcspn(text, ",");
		if (len && dk_daxdev_name(text, len))
			pr_err("invalid name \"%.*s\" in the parameter devices; write it as dax0.0\n",
			       (int)len, text);
	}
}

/**
 * dax_kmem_bus_init - register the driver on the dax bus
 * @dev_groups: the attributes of a bound device
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
	/* The bus names the driver after the module name passed here. */
	rc = __dax_driver_register(&dax_kmem_driver, THIS_MODULE, name);
	if (rc == -EBUSY)
		pr_err("the dax bus already has a driver %s; unload it first (rmmod %s)\n",
		       name, name);
	if (!rc)
		dk_daxdev_init(&dax_kmem_driver.drv);
	return rc;
}

void dax_kmem_bus_exit(void)
{
	dax_driver_unregister(&dax_kmem_driver);
}
