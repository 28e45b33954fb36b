/* SPDX-License-Identifier: GPL-2.0-only */
/* Devices on buses that the kernel does not export. */
#ifndef DAX_KMEM_DEVICES_H
#define DAX_KMEM_DEVICES_H

#include <linux/device.h>

#define DK_ANY_ID (~0U)

struct device *dk_device_find(struct kset *devices, const char *bus, u32 id);

#endif /* DAX_KMEM_DEVICES_H */
