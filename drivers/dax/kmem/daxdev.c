// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices on the dax bus, as the bus itself knows them. This file and the front
 * doors of the two modules are all that knows struct dev_dax; what they hand on are
 * spans and a node.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "attr.h"
#include "compat/compat.h"
#include "dax_abi.h"
#include "daxdev.h"

/* The attributes of all dax devices are those of their type. */
static struct device_attribute *daxdev_attr(struct device *dev, const char *name)
{
	return dev->type ? dk_attr_find(dev->type->groups, name) : NULL;
}

/*
 * Does the bus show @value for the device, as we read it? The bus was compiled
 * with its own structures. Returns 0; -ENOEXEC after a line in the log; what the
 * attribute returns; -ENOMEM.
 */
static int daxdev_compare(struct device *dev, const char *name, s64 value)
{
	struct device_attribute *attr = daxdev_attr(dev, name);
	char *page;
	s64 shown;
	int rc;

	if (!attr || !attr->show)
		return 0;
	page = dk_attr_read(dev, attr);
	if (IS_ERR(page))
		return PTR_ERR(page);
	rc = kstrtos64(strim(page), 0, &shown);
	if (!rc && shown != value) {
		pr_err("dax_kmem %s: the kernel says %s %s, the driver reads %#llx; build the module for this kernel\n",
		       dev_name(dev), name, page, value);
		rc = -ENOEXEC;
	}
	free_page((unsigned long)page);
	return rc;
}

/* The size that its ranges add up to; they may be anywhere, if they are none. */
static int ranges_size(struct dev_dax *dev_dax, s64 *size)
{
	struct dev_dax_range r;
	int i;

	*size = 0;
	for (i = 0; i < dev_dax->nr_range; i++) {
		if (copy_from_kernel_nofault(&r, &dev_dax->ranges[i], sizeof(r)))
			return -EFAULT;
		*size += range_len(&r.range);
	}
	return 0;
}

/*
 * The first range is where the bus says it is, and all of them are as large.
 * `size` takes the device lock, which a probe holds, on kernels before 6.9. The
 * patch that ended that came in one series with the attribute memmap_on_memory.
 */
static int daxdev_check_ranges(struct dev_dax *dev_dax)
{
	struct device *dev = &dev_dax->dev;
	struct dev_dax_range first;
	s64 size;
	int rc;

	if (copy_from_kernel_nofault(&first, dev_dax->ranges, sizeof(first)))
		first.range.start = 0;
	rc = daxdev_compare(dev, "resource", first.range.start);
	if (rc || !daxdev_attr(dev, "memmap_on_memory"))
		return rc;
	if (ranges_size(dev_dax, &size))
		size = 0;
	return daxdev_compare(dev, "size", size);
}

/**
 * dk_daxdev_ranges - the ranges of a device on the dax bus
 * @dev: the device; caller holds its device lock
 * @set: receives them; the caller frees set->v
 *
 * Adjoining ones are merged: two ranges that meet in the middle of a memory block lose
 * nothing there.
 *
 * Return: 0; -ENXIO if it has none; -ENOMEM; -ENOEXEC, after a line in the log, if the
 * bus shows other values than are read here: then struct dev_dax is not as dax_abi.h
 * declares it.
 */
int dk_daxdev_ranges(struct device *dev, struct dk_spanset *set)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int i, rc = daxdev_compare(dev, "target_node", dev_dax->target_node);

	if (rc)
		return rc;
	if (dev_dax->nr_range <= 0 || !dev_dax->ranges) {
		dev_err(&dev_dax->dev, "has no memory; give it a size first\n");
		return -ENXIO;
	}
	rc = daxdev_check_ranges(dev_dax);
	if (rc)
		return rc;

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

DK_EXPORT(dk_daxdev_ranges);

/* The node of any device on the dax bus, bound or not, as firmware says. */
int dk_daxdev_target_node(struct device *dev)
{
	return to_dev_dax(dev)->target_node;
}

/**
 * struct asker - who else has the memory that a device is made of
 * @self: the device
 * @span: the memory
 * @who: receives the answer
 * @size: bytes of @who
 */
struct asker {
	struct device *self;
	struct dk_span span;
	char *who;
	size_t size;
};

/* Of a bound device; its ranges stay as long as it is. */
static bool daxdev_has_part(struct device *dev, struct dk_span span)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int i;

	for (i = 0; i < dev_dax->nr_range; i++)
		if (dev_dax->ranges[i].range.start < span.end &&
		    dev_dax->ranges[i].range.end >= span.start)
			return true;
	return false;
}

/*
 * Whose lock is held is being bound or unbound. It is waited for, but not for
 * ever: that may be a bind which asks the same of us.
 */
static bool daxdev_lock_soon(struct device *dev)
{
	int i;

	for (i = 0; i < 100; i++) {
		if (device_trylock(dev))
			return true;
		msleep(20);
	}
	return false;
}

static int daxdev_has_memory(struct device *dev, void *arg)
{
	struct asker *asker = arg;
	bool bound;

	if (dev == asker->self)
		return 0;
	if (!daxdev_lock_soon(dev)) {
		snprintf(asker->who, asker->size,
			 "%s, which is being bound or unbound", dev_name(dev));
		return 1;
	}
	bound = dev->driver && daxdev_has_part(dev, asker->span);
	if (bound)
		snprintf(asker->who, asker->size, "%s, which %s has bound",
			 dev_name(dev), dev->driver->name);
	device_unlock(dev);
	return bound;
}

/**
 * dk_daxdev_bound_elsewhere - is memory of a device bound by another device too?
 * @dev: the device; caller holds its device lock
 * @span: the memory
 * @who: receives the other device and its driver, for the log
 * @size: bytes of @who
 *
 * Takes the device locks of others, one by one.
 *
 * Return: whether it is. If not, no remove() of a driver of that memory is going on.
 */
bool dk_daxdev_bound_elsewhere(struct device *dev, struct dk_span span,
			       char *who, size_t size)
{
	struct asker asker = { dev, span, who, size };

	return bus_for_each_dev((struct bus_type *)dev->bus, NULL, &asker,
				daxdev_has_memory);
}
