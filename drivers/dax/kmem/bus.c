// SPDX-License-Identifier: GPL-2.0-only
/* Front door: the driver dax_kmem on the dax bus. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/xarray.h>
#include "bus.h"
#include "compat/compat.h"
#include "kernel/cxl.h"
#include "kernel/dax_abi.h"
#include "kernel/daxdev.h"
#include "kernel/unplugged.h"
#include "device/device.h"
#include "params.h"

/* The attributes of a bound device. */
static const struct attribute_group **device_groups;

/* The dax devices of these CXL regions, by number, have names in new_id. */
static DEFINE_XARRAY(named_regions);

/*
 * The task that names a device of a CXL region, or NULL. A write to new_id binds
 * all named devices without a driver, but this task binds none.
 */
static struct task_struct *naming;

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

	if (READ_ONCE(naming) == current)
		return -ENODEV;
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

#define SERIAL "serial="

/* Parse "serial=192" or "serial=0xc0". */
static int parse_serial(const char *text, size_t len, u64 *serial)
{
	char word[32];
	bool hex;

	if (len <= strlen(SERIAL) || len >= sizeof(word) ||
	    strncmp(text, SERIAL, strlen(SERIAL)))
		return -EINVAL;
	strscpy(word, text, len + 1);
	hex = !strncasecmp(word + strlen(SERIAL), "0x", 2);
	return kstrtou64(word + strlen(SERIAL), hex ? 16 : 10, serial);
}

/*
 * Call @fn for each word of the parameter devices, with its length, until @fn
 * returns nonzero. Return the last result.
 */
static int each_word(int (*fn)(const char *word, size_t len, void *arg), void *arg)
{
	const char *text = dax_kmem_devices();
	size_t len;
	int rc = 0;

	for (; !rc && text && *text; text += len + (text[len] == ',')) {
		len = strcspn(text, ",");
		if (len)
			rc = fn(text, len, arg);
	}
	return rc;
}

static int has_serial(const char *word, size_t len, void *region)
{
	u64 serial;

	return !parse_serial(word, len, &serial) &&
	       dk_cxl_has_serial(region, serial);
}

/* Without @bind, no device is bound meanwhile. */
static void name_region(unsigned int id, const char *name, bool bind)
{
	static DEFINE_MUTEX(one);
	int rc = xa_err(xa_store(&named_regions, id, xa_mk_value(1), GFP_KERNEL));

	mutex_lock(&one);
	WRITE_ONCE(naming, bind ? NULL : current);
	rc = rc ?: dk_daxdev_name(name, strlen(name));
	WRITE_ONCE(naming, NULL);
	mutex_unlock(&one);
	if (rc)
		pr_err("%s: cannot be named by the serial number of its CXL device (%d); bind it by name\n",
		       name, rc);
}

/*
 * Name the dax device of a region before the device exists, so that no other
 * driver is bound to it first. Its name can become that of another device later.
 */
static void dax_kmem_bus_region(struct device *region, unsigned int id,
				enum dk_cxl_event event)
{
	char name[32];

	snprintf(name, sizeof(name), "dax%u.0", id);
	if (event == DK_CXL_GONE) {
		if (xa_erase(&named_regions, id))
			dk_daxdev_forget(name);
	} else if (each_word(has_serial, region)) {
		name_region(id, name, event == DK_CXL_EXISTS);
	}
}

static int is_serial(const char *word, size_t len, void *unused)
{
	u64 serial;

	return !parse_serial(word, len, &serial);
}

static int name_device(const char *word, size_t len, void *unused)
{
	if (!is_serial(word, len, NULL) && dk_daxdev_name(word, len))
		pr_err("invalid name \"%.*s\" in the parameter devices; write it as dax0.0 or serial=0xc0\n",
		       (int)len, word);
	return 0;
}

/*
 * Name the devices of the module parameter, which may bind them. Call this when
 * nothing else of the module's init can fail: memory of a device pins the module.
 * The log says which are no names.
 */
void dax_kmem_bus_name_devices(void)
{
	if (each_word(is_serial, NULL) && dk_cxl_watch(dax_kmem_bus_region))
		pr_err("cannot watch CXL regions; bind the devices with a serial number by name\n");
	each_word(name_device, NULL);
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
	if (each_word(is_serial, NULL))
		dk_cxl_unwatch();
	xa_destroy(&named_regions);
	dax_driver_unregister(&dax_kmem_driver);
}
