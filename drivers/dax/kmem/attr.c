// SPDX-License-Identifier: GPL-2.0-only
/* Finds attributes of other parts of the kernel, and reads them. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "attr.h"

/**
 * dk_attr_find - find an attribute by its name
 * @groups: where to look; may be NULL
 * @name: the name
 *
 * Return: the attribute, or NULL.
 */
struct device_attribute *
dk_attr_find(const struct attribute_group **groups, const char *name)
{
	struct attribute **a;

	for (; groups && *groups; groups++)
		for (a = (*groups)->attrs; a && *a; a++)
			if (!strcmp((*a)->name, name))
				return container_of(*a, struct device_attribute,
						    attr);
	return NULL;
}

/**
 * dk_attr_read - what a read of an attribute returns
 * @dev: the device
 * @attr: its attribute, which can be read
 *
 * May sleep, and takes what locks the attribute does.
 *
 * Return: the text, for the caller to free with free_page(); -ENOMEM, or what the
 * attribute returned.
 */
char *dk_attr_read(struct device *dev, struct device_attribute *attr)
{
	char *page = (char *)get_zeroed_page(GFP_KERNEL);
	ssize_t len;

	if (!page)
		return ERR_PTR(-ENOMEM);
	len = attr->show(dev, attr, page);
	if (len >= 0)
		return page;
	free_page((unsigned long)page);
	return ERR_PTR(len);
}
