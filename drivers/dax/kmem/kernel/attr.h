/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of other parts of the kernel. Where the kernel exports no
 * function, the driver calls the method behind a sysfs attribute.
 */
#ifndef DAX_KMEM_ATTR_H
#define DAX_KMEM_ATTR_H

#include <linux/device.h>

struct device_attribute *
dk_attr_find(const struct attribute_group **groups, const char *name);
char *dk_attr_read(struct device *dev, struct device_attribute *attr);
int dk_attr_number(struct device *dev, const char *name, u64 *value);

#endif /* DAX_KMEM_ATTR_H */
