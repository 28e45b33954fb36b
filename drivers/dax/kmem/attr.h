/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Attributes of other parts of the kernel: what is not exported is done as a
 * program would do it, by the method behind a file.
 */
#ifndef DAX_KMEM_ATTR_H
#define DAX_KMEM_ATTR_H

#include <linux/device.h>

struct device_attribute *
dk_attr_find(const struct attribute_group **groups, const char *name);
char *dk_attr_read(struct device *dev, struct device_attribute *attr);

#endif /* DAX_KMEM_ATTR_H */
