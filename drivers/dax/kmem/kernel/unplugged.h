/* SPDX-License-Identifier: GPL-2.0-only */
/* The attribute bind_unplugged of this project's drivers. */
#ifndef DAX_KMEM_UNPLUGGED_H
#define DAX_KMEM_UNPLUGGED_H

#include <linux/device.h>

extern const struct attribute_group dk_unplugged_group;

bool dk_binds_unplugged(struct device *dev);

#endif /* DAX_KMEM_UNPLUGGED_H */
