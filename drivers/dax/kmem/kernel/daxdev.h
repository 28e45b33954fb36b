/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices on the dax bus, bound or not. */
#ifndef DAX_KMEM_DAXDEV_H
#define DAX_KMEM_DAXDEV_H

#include <linux/device.h>
#include "core/spanset.h"

void dk_daxdev_init(struct device_driver *drv);
int dk_daxdev_name(const char *name, size_t len);
void dk_daxdev_forget(const char *name);
int dk_daxdev_ranges(struct device *dev, struct dk_spanset *set);
int dk_daxdev_target_node(struct device *dev);
bool dk_daxdev_bound_elsewhere(struct device *dev, struct dk_span span,
			       char *who, size_t size);
bool dk_daxdev_of_others(int node);
bool dk_daxdev_in(struct dk_span span, char *who, size_t size);

#endif /* DAX_KMEM_DAXDEV_H */
