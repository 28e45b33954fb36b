// SPDX-License-Identifier: GPL-2.0-only
/*
 * Devices on the dax bus. Only this file and the bus drivers of the two modules
 * access struct dev_dax; they pass spans and a node to the rest of the driver.
 */
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/kstrtox.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "attr.h"
#include "compat/compat.h"
#include "dax_abi.h"
#include "daxdev.h"

/* A driver on the dax bus, which the kernel does not export. */
static struct device_driver *dax_driver;

/* Call this once @drv is registered. */
void dk_daxdev_init(struct device_driver *drv)
{
	dax_driver = drv;
}

static ssize_t write_attr(struct attribute *a, const char *word, size_t len)
{
	struct driver_attribute *attr;

	attr = container_of(a, struct driver_attribute, attr);
	return attr->store ? attr->store(dax_driver, word, len) : -EOPNOTSUPP;
}

/* Write to an attribute that the bus gives each driver. */
static ssize_t write_bus_attr(const char *name, const char *word, size_t len)
{
	const struct attribute_group **g = dax_driver->bus->drv_groups;
	struct attribute **a;

	for (; g && *g; g++)
		for (a = (*g)->attrs; a && *a; a++)
			if (!strcmp((*a)->name, name))
				return write_attr(*a, word, len);
	return -EOPNOTSUPP;
}

/**
 * dk_daxdev_name - name a device that the driver binds, as new_id does
 * @name: the name; the device need not exist yet
 * @len: length of @name
 *
 * A device that has no driver is bound at once; a bind that fails is no error.
 *
 * Return: 0; -EINVAL if @name is not the name of a dax device; -EOPNOTSUPP if the
 * bus has no such attribute; -ENOMEM.
 */
int dk_daxdev_name(const char *name, size_t len)
{
	char word[32];
	ssize_t rc;

	if (len >= sizeof(word))
		return -EINVAL;
	strscpy(word, name, len + 1);
	rc = write_bus_attr("new_id", word, len);
	return rc < 0 ? rc : 0;
}

/* Undo dk_daxdev_name(): the driver no longer binds a device with this name. */
void dk_daxdev_forget(const char *name)
{
	write_bus_attr("remove_id", name, strlen(name));
}

static int walk_daxdevs(void *arg, int (*fn)(struct device *dev, void *arg))
{
	return bus_for_each_dev((struct bus_type *)dax_driver->bus, NULL, arg,
				fn);
}

/* All attributes of a dax device belong to its device type. */
static struct device_attribute *daxdev_attr(struct device *dev, const char *name)
{
	return dev->type ? dk_attr_find(dev->type->groups, name) : NULL;
}

/*
 * Compare @value, which this module read, with an attribute of the bus, which
 * was compiled with the real structures. Return 0; -ENOEXEC, after a line in
 * the log, if they differ; -ENOMEM; or an error of the attribute.
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
		pr_err("dax_kmem %s: the kernel reports %s %s, but this module reads %#llx; build the module for this kernel\n",
		       dev_name(dev), name, page, value);
		rc = -ENOEXEC;
	}
	free_page((unsigned long)page);
	return rc;
}

/* Sum up the ranges. dev_dax->ranges may be a bad pointer in a wrong layout. */
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
 * Compare the start of the first range and the total size with the bus. Reading
 * size before Linux 6.9 would deadlock: it takes the device lock, which a probe
 * holds. The patch that changed this came in one series with memmap_on_memory.
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
 * dk_daxdev_ranges - get the ranges of a device on the dax bus
 * @dev: the device; caller holds its device lock
 * @set: receives the ranges; the caller frees set->v
 *
 * Merges adjoining ranges, so that a memory block that contains the end of one
 * and the start of the next stays usable.
 *
 * Return: 0; -ENXIO, after a line in the log, if the device has no range;
 * -ENOMEM; -ENOEXEC, after a line in the log, if the attributes of the bus
 * differ, because struct dev_dax does not have the layout in dax_abi.h.
 */
int dk_daxdev_ranges(struct device *dev, struct dk_spanset *set)
{
	struct dev_dax *dev_dax = to_dev_dax(dev);
	int i, rc = daxdev_compare(dev, "target_node", dev_dax->target_node);

	if (rc)
		return rc;
	if (dev_dax->nr_range <= 0 || !dev_dax->ranges) {
		dev_err(&dev_dax->dev, "has no memory; write its size attribute first\n");
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

/* The firmware's node for a device on the dax bus, whether bound or not. */
int dk_daxdev_target_node(struct device *dev)
{
	return to_dev_dax(dev)->target_node;
}

/**
 * struct asker - search for another device with the same memory
 * @self: the device
 * @span: the memory
 * @who: receives the name of the other device and its state, for the log
 * @size: size of @who
 */
struct asker {
	struct device *self;
	struct dk_span span;
	char *who;
	size_t size;
};

/* @dev is bound and locked, so its ranges do not change. */
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
 * Another holder of the lock is binding or unbinding the device. Do not wait
 * forever: that bind may be waiting for the lock of our device.
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
		snprintf(asker->who, asker->size, "%s, which is bound to %s",
			 dev_name(dev), dev->driver->name);
	device_unlock(dev);
	return bound;
}

/**
 * dk_daxdev_bound_elsewhere - find another bound device with the same memory
 * @dev: the device; caller holds its device lock
 * @span: the memory
 * @who: receives the other device and its driver, for the log
 * @size: size of @who
 *
 * Takes the device locks of other devices, one at a time.
 *
 * Return: true if there is one, or if a device stays locked. If false, no
 * remove() of a driver of that memory is in progress.
 */
bool dk_daxdev_bound_elsewhere(struct device *dev, struct dk_span span,
			       char *who, size_t size)
{
	struct asker asker = { dev, span, who, size };

	return walk_daxdevs(&asker, daxdev_has_memory);
}

/* Each range of a dax device has a child device mappingN. */
static int mapping_meets(struct device *dev, void *arg)
{
	const struct dk_span *span = arg;
	struct dk_span s;

	if (strncmp(dev_name(dev), "mapping", 7) ||
	    dk_attr_number(dev, "start", &s.start) ||
	    dk_attr_number(dev, "end", &s.end))
		return 0;
	s.end++;
	return dk_span_overlaps(s, *span);
}

static int daxdev_meets(struct device *dev, void *arg)
{
	struct asker *asker = arg;

	if (!device_for_each_child(dev, &asker->span, mapping_meets))
		return 0;
	strscpy(asker->who, dev_name(dev), asker->size);
	return 1;
}

/**
 * dk_daxdev_in - find a device on the dax bus, bound or not, by its memory
 * @span: physical addresses; the caller holds no device lock
 * @who: receives the name of the device
 * @size: size of @who
 *
 * Return: true if a device has memory in @span.
 */
bool dk_daxdev_in(struct dk_span span, char *who, size_t size)
{
	struct asker asker = { NULL, span, who, size };

	return walk_daxdevs(&asker, daxdev_meets);
}

static int is_of_others(struct device *dev, void *arg)
{
	const int *node = arg;
	struct device_driver *drv = READ_ONCE(dev->driver);

	return drv && drv->owner != THIS_MODULE &&
	       strcmp(drv->name, "device_dax") &&
	       dk_daxdev_target_node(dev) == *node;
}

/* True if another driver that adds memory has a dax device of the node. */
bool dk_daxdev_of_others(int node)
{
	return walk_daxdevs(&node, is_of_others);
}
