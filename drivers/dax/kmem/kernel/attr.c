// SPDX-License-Identifier: GPL-2.0-only
/* Find and read sysfs attributes of other parts of the kernel. */
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kstrtox.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "attr.h"

/**
 * dk_attr_find - find an attribute by its name
 * @groups: groups to search, terminated by NULL; may be NULL
 * @name: name of the attribute
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
 * dk_attr_read - read an attribute
 * @dev: the device
 * @attr: a readable attribute of @dev
 *
 * May sleep, and takes the locks that the show method takes.
 *
 * Return: the text, which the caller frees with free_page(); -ENOMEM; or the
 * error of the show method.
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

/**
 * dk_attr_number - read an attribute that contains a number
 * @dev: the device
 * @name: an attribute of the type of @dev
 * @value: receives the number
 *
 * May sleep, and takes the locks that the show method takes.
 *
 * Return: 0; -ENOENT without such an attribute; -EINVAL or -ERANGE for other text;
 * -ENOMEM; or the error of the show method.
 */
int dk_attr_number(struct device *dev, const char *name, u64 *value)
{
	struct device_attribute *attr;
	char *page;
	int rc;

	attr = dev->type ? dk_attr_find(dev->type->groups, name) : NULL;
	if (!attr || !attr->show)
		return -ENOENT;
	page = dk_attr_read(dev, attr);
	if (IS_ERR(page))
		return PTR_ERR(page);
	rc = kstrtou64(strim(page), 0, value);
	free_page((unsigned long)page);
	return rc;
}
