/* SPDX-License-Identifier: GPL-2.0-only */
/* The driver on the dax bus. */
#ifndef DAX_KMEM_BUS_H
#define DAX_KMEM_BUS_H

#include <linux/device.h>

int dax_kmem_bus_init(const struct attribute_group **dev_groups,
		      const struct attribute_group *drv_group);
void dax_kmem_bus_name_devices(void);
void dax_kmem_bus_exit(void);

#endif /* DAX_KMEM_BUS_H */
