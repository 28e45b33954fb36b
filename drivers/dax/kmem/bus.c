// SPDX-License-Identifier: GPL-2.0-only
/*
 * Front door: the dax bus. The only file that knows struct dev_dax; what it
 * hands on are spans and a node.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include "dax_abi.h"
#include "dax_kmem.h"

/**
 * dax_kmem_dev_ranges - the ranges of a device on the dax bus
 * @dev: the device; caller holds its device lock
 * @set: receives them; the caller frees set->v
 *
 * Adjoining ones are merged: two ranges that meet in the middle of a memory
 * block lose nothing there. Returns 0; -ENXIO if it has none; -ENOMEM.
 */
int dax_kmem_dev_ranges(struct device *dev, struct dk_spanset *set)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int i, rc = 0;

	if (dev_dax->nr_range <= 0 || !dev_dax->ranges) {
		dev_err(&dev_dax->dev, "has no memory; give it a size first\n");
		return -ENXIO;
	}

	set->nr = 0;
	set->cap = dev_dax->nr_range;
	set->v = kcalloc(set->cap, sizeof(*set->v), GFP_KERNEL);
	if (!set->v)
		return -ENOMEM;

	for (i = 0; i < dev_dax->nr_range && !rc; i++) {
		struct range *r = &dev_dax->ranges[i].range;
		struct dk_span s = { r->start, r->end + 1 };

		rc = dk_spanset_add(set, s);
	}
	if (rc)
		kfree(set->v);
	return rc;
}

/* The node of any device on the dax bus, bound or not, as firmware says. */
int dax_kmem_bus_target_node(struct device *dev)
{
	return to_dev_dax(dev)->target_node;
}

/* The device whose probe adds nothing, while bind_unplugged binds it. */
static struct device *unplugged_dev;

/* To be asked in a probe: is it bind_unplugged that binds the device? */
bool dax_kmem_binds_unplugged(struct device *dev)
{
	return READ_ONCE(unplugged_dev) == dev;
}

static int dax_kmem_probe(struct dev_dax *dev_dax)
{
	bool plug = dax_kmem_plug_on_bind() &&
		    !dax_kmem_binds_unplugged(&dev_dax->dev);
	struct dk_spanset ranges;
	int rc;

	rc = dax_kmem_dev_ranges(&dev_dax->dev, &ranges);
	if (rc)
		return rc;

	rc = dax_kmem_bind(&dev_dax->dev, &ranges, dev_dax->target_node, plug);
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

static const struct attribute_group driver_group = {
	.attrs = driver_attrs,
};

/* Of dax_kmem_xen, which has no "kept": what it keeps is Xen's. */
const struct attribute_group *dax_kmem_driver_groups[] = {
	&driver_group,
	NULL,
};

static const struct attribute_group *memory_driver_groups[] = {
	&driver_group,
	&dax_kmem_kept_group,
	NULL,
};

static struct dax_device_driver dax_kmem_driver = {
	DK_NAMED_ONLY,
	.probe = dax_kmem_probe,
	.remove = dax_kmem_remove,
	.drv = {
		.groups = memory_driver_groups,
	},
};

int dax_kmem_bus_init(void)
{
	/* The bus names the driver after what it is told the module's name is. */
	int rc = __dax_driver_register(&dax_kmem_driver, THIS_MODULE,
				       dax_kmem_bus_name);

	if (rc == -EBUSY)
		pr_err("the dax bus has a driver %s already; unload that one first (rmmod %s)\n",
		       dax_kmem_bus_name, dax_kmem_bus_name);
	return rc;
}

void dax_kmem_bus_exit(void)
{
	dax_driver_unregister(&dax_kmem_driver);
}
