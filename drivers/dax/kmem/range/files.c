// SPDX-License-Identifier: GPL-2.0-only
/*
 * The attributes that a range has whether or not it is bound. They are named as
 * those of a device on the dax bus, so that programs can treat both alike.
 */
#include <linux/sysfs.h>
#include "range.h"

static ssize_t size_show(struct device *dev, struct device_attribute *attr,
			 char *buf)
{
	const struct dk_range *r = dev_get_platdata(dev);

	return sysfs_emit(buf, "%llu\n", dk_span_len(r->span));
}
static DEVICE_ATTR_RO(size);

static ssize_t resource_show(struct device *dev, struct device_attribute *attr,
			     char *buf)
{
	const struct dk_range *r = dev_get_platdata(dev);

	return sysfs_emit(buf, "%#llx\n", r->span.start);
}
static DEVICE_ATTR_ADMIN_RO(resource);

static ssize_t target_node_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	const struct dk_range *r = dev_get_platdata(dev);

	return sysfs_emit(buf, "%d\n", r->node);
}
static DEVICE_ATTR_RO(target_node);

static ssize_t start_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return resource_show(dev, attr, buf);
}
static DEVICE_ATTR_ADMIN_RO(start);

static ssize_t end_show(struct device *dev, struct device_attribute *attr,
			char *buf)
{
	const struct dk_range *r = dev_get_platdata(dev);

	return sysfs_emit(buf, "%#llx\n", r->span.end - 1);
}
static DEVICE_ATTR_ADMIN_RO(end);

static struct attribute *range_attrs[] = {
	&dev_attr_size.attr,
	&dev_attr_resource.attr,
	&dev_attr_target_node.attr,
	NULL,
};

static const struct attribute_group range_group = {
	.attrs = range_attrs,
};

static struct attribute *mapping_attrs[] = {
	&dev_attr_start.attr,
	&dev_attr_end.attr,
	NULL,
};

static const struct attribute_group mapping_group = {
	.name = "mapping0",
	.attrs = mapping_attrs,
};

const struct attribute_group *dax_kmem_range_groups[] = {
	&range_group,
	&mapping_group,
	NULL,
};
