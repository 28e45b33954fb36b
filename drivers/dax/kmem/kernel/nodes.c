// SPDX-License-Identifier: GPL-2.0-only
/* The access classes of NUMA nodes (drivers/base/node.c). */
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "nodes.h"

struct child {
	const char *name;
	struct device *dev;
};

static int is_child(struct device *dev, void *arg)
{
	struct child *child = arg;

	if (strcmp(dev_name(dev), child->name))
		return 0;
	child->dev = get_device(dev);
	return 1;
}

/**
 * dk_node_access - find an access class of a node
 * @node: the device of the node
 * @access_class: 0 or 1
 *
 * Return: the device with a reference for the caller, or NULL.
 */
struct device *dk_node_access(struct device *node, unsigned int access_class)
{
	struct child child = { .dev = NULL };
	char name[sizeof("access1")];

	snprintf(name, sizeof(name), "access%u", access_class & 1);
	child.name = name;
	device_for_each_child(node, &child, is_child);
	return child.dev;
}

/* True if a group of a device's attributes has a link of that name. */
bool dk_has_link(struct device *dev, const char *group, const char *name)
{
	struct kernfs_node *dir = sysfs_get_dirent(dev->kobj.sd, group);
	struct kernfs_node *link = dir ? sysfs_get_dirent(dir, name) : NULL;

	sysfs_put(link);
	sysfs_put(dir);
	return link;
}
