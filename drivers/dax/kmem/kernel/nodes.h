/* SPDX-License-Identifier: GPL-2.0-only */
/* The access classes of NUMA nodes. */
#ifndef DAX_KMEM_NODES_H
#define DAX_KMEM_NODES_H

#include <linux/device.h>

struct device *dk_node_access(struct device *node, unsigned int access_class);
bool dk_has_link(struct device *dev, const char *group, const char *name);

#endif /* DAX_KMEM_NODES_H */
