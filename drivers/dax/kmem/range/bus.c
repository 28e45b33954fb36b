// SPDX-License-Identifier: GPL-2.0-only
/*
 * Front door: ranges of physical addresses, as devices on the platform bus. A range
 * exists because root has added it; none is found automatically. Its addresses are
 * platform data, not a resource: the driver core would insert that into
 * /proc/iomem, and remove what firmware describes together with it.
 */
#define pr_fmt(fmt) "dax_kmem range: " fmt

#include <linux/acpi.h>
#include <linux/idr.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include "claim/block.h"
#include "compat/compat.h"
#include "device/device.h"
#include "kernel/unplugged.h"
#include "mm/mm.h"
#include "params.h"
#include "range.h"

#define RANGE_NAME "kmem_range"

/* guards the list of ranges: one is added or removed at a time */
static DEFINE_MUTEX(range_lock);
static DEFINE_IDA(range_ids);

/* The attributes of a bound range. */
static const struct attribute_group **bound_groups;

/* Root can bind any platform device to a driver by driver_override. */
static bool is_range(struct device *dev)
{
	return dev->groups == dax_kmem_range_groups;
}

static int range_bind(struct device *dev, struct dk_range *r)
{
	struct dk_spanset set = { &r->span, 1, 1 };
	struct dk_bind bind = {
		.dev = dev,
		.ranges = &set,
		.node = r->node,
		.plug = dax_kmem_plug_on_bind() && !r->unplugged &&
			!dk_binds_unplugged(dev),
		.policy = r->reserved ? DK_POLICY_RESERVED :
					dax_kmem_default_policy(),
		.memmap = dax_kmem_default_memmap(),
		.groups = bound_groups,
	};

	return dax_kmem_bind(&bind);
}

static int range_probe(struct platform_device *pdev)
{
	struct dk_range *r = dev_get_platdata(&pdev->dev);

	if (!is_range(&pdev->dev)) {
		dev_err(&pdev->dev, "is not a range; add one by the attribute add_range\n");
		return -ENODEV;
	}
	r->rc = range_bind(&pdev->dev, r);
	r->unplugged = false;
	return r->rc;
}

static DK_REMOVE_RESULT range_remove(struct platform_device *pdev)
{
	dax_kmem_unbind(&pdev->dev);
	return DK_REMOVED;
}

static ssize_t add_range_store(struct device_driver *drv, const char *buf,
			       size_t count);
static ssize_t remove_range_store(struct device_driver *drv, const char *buf,
				  size_t count);

/* As for "bind": to lockdep, a bind looks like the reverse of unregistering. */
static struct driver_attribute driver_attr_add_range =
	__ATTR_IGNORE_LOCKDEP(add_range, 0200, NULL, add_range_store);
static struct driver_attribute driver_attr_remove_range =
	__ATTR_IGNORE_LOCKDEP(remove_range, 0200, NULL, remove_range_store);

static struct attribute *range_driver_attrs[] = {
	&driver_attr_add_range.attr,
	&driver_attr_remove_range.attr,
	NULL,
};

static const struct attribute_group range_driver_group = {
	.attrs = range_driver_attrs,
};

static const struct attribute_group *range_driver_groups[] = {
	&range_driver_group,
	&dk_unplugged_group,
	NULL,
};

static const struct platform_device_id range_table[] = {
	{ RANGE_NAME },
	{ }
};

static struct platform_driver range_driver = {
	.probe = range_probe,
	.remove = range_remove,
	.id_table = range_table,
	.driver = {
		.name = "dax_kmem",
		.groups = range_driver_groups,
		.probe_type = PROBE_FORCE_SYNCHRONOUS,
	},
};

/* The node that the request or firmware names for a range. */
static int node_of(const struct dk_request *r)
{
	u32 domain;
	int node = r->node;

	if (node < 0 && !dax_kmem_firmware_domain(&r->span, 1, &domain))
		node = pxm_to_node(domain);
	return node < 0 ? phys_to_target_node(r->span.start) : node;
}

static void range_unregister(struct platform_device *pdev)
{
	int id = pdev->id;

	platform_device_unregister(pdev);
	ida_free(&range_ids, id);
}

/* Bind a new range if the bus has not done so (drivers_autoprobe). */
static int range_attach(struct platform_device *pdev)
{
	struct dk_range *r = dev_get_platdata(&pdev->dev);
	int rc;

	if (r->rc != DK_NOT_BOUND)
		return r->rc;
	rc = device_driver_attach(&range_driver.driver, &pdev->dev);
	return rc ?: r->rc;
}

static int range_register(const struct dk_request *request)
{
	struct dk_range r = {
		.span = request->span,
		.node = node_of(request),
		.unplugged = request->unplugged,
		.reserved = request->reserved,
		.rc = DK_NOT_BOUND,
	};
	struct platform_device *pdev;
	int rc, id = ida_alloc(&range_ids, GFP_KERNEL);

	if (id < 0)
		return id;
	pdev = platform_device_alloc(RANGE_NAME, id);
	if (!pdev) {
		ida_free(&range_ids, id);
		return -ENOMEM;
	}
	pdev->dev.groups = dax_kmem_range_groups;
	rc = platform_device_add_data(pdev, &r, sizeof(r));
	if (!rc)
		rc = platform_device_add(pdev);
	if (rc) {
		platform_device_put(pdev);
		ida_free(&range_ids, id);
		return rc;
	}
	rc = range_attach(pdev);
	if (rc)
		range_unregister(pdev);
	return rc;
}

/* Return 0, or an errno after a line in the log. */
static int range_add(const char *text, size_t len)
{
	struct dk_request r;
	int rc = dk_request_parse(text, len, &r);

	if (rc) {
		pr_err("\"%*pE\" is not a range; write START SIZE [node=N] [unplugged] [reserved] [force], with START as 0x140000000 or 5G\n",
		       (int)min_t(size_t, len, 64), text);
		return rc;
	}
	rc = mutex_lock_interruptible(&range_lock);
	if (rc)
		return rc;
	rc = dax_kmem_range_check(&r);
	if (!rc)
		rc = range_register(&r);
	mutex_unlock(&range_lock);
	return rc;
}

static ssize_t add_range_store(struct device_driver *drv, const char *buf,
			       size_t count)
{
	return range_add(buf, count) ?: count;
}

static bool is_plugged(struct device *dev)
{
	struct dax_kmem *dk;
	bool plugged;

	device_lock(dev);
	dk = dev_get_drvdata(dev);
	plugged = dk && dax_kmem_count_plugged(dk);
	device_unlock(dev);
	return plugged;
}

static int range_drop(struct device *dev)
{
	if (!is_range(dev))
		return -ENODEV;
	if (is_plugged(dev)) {
		dev_err(dev, "has memory; write unplugged to its state first\n");
		return -EBUSY;
	}
	range_unregister(to_platform_device(dev));
	return 0;
}

static ssize_t remove_range_store(struct device_driver *drv, const char *buf,
				  size_t count)
{
	struct device *dev;
	int rc = mutex_lock_interruptible(&range_lock);

	if (rc)
		return rc;
	dev = bus_find_device_by_name(&platform_bus_type, NULL, buf);
	rc = dev ? range_drop(dev) : -ENODEV;
	put_device(dev);
	mutex_unlock(&range_lock);
	return rc ?: count;
}

/* Add the ranges of a module parameter. The log says which cannot be added. */
static void add_from_parameter(const char *text)
{
	size_t len;

	for (; text && *text; text += len + (text[len] == ';')) {
		len = strcspn(text, ";");
		if (len)
			range_add(text, len);
	}
}

/**
 * dax_kmem_range_init - register the driver on the platform bus
 * @dev_groups: the attributes of a bound range
 *
 * Adds the ranges of the module parameter.
 *
 * Return: 0 or an errno.
 */
int dax_kmem_range_init(const struct attribute_group **dev_groups)
{
	int rc;

	bound_groups = dev_groups;
	rc = platform_driver_register(&range_driver);
	if (rc)
		return rc;
	add_from_parameter(dax_kmem_ranges());
	return 0;
}

static int device_is_range(struct device *dev, const void *unused)
{
	return is_range(dev);
}

/* Unregister the driver first: its attributes can add ranges. */
void dax_kmem_range_exit(void)
{
	struct device *dev;

	platform_driver_unregister(&range_driver);
	while ((dev = bus_find_device(&platform_bus_type, NULL, NULL,
				      device_is_range))) {
		range_unregister(to_platform_device(dev));
		put_device(dev);
	}
}
