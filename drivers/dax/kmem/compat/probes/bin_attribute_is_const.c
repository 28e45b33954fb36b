// SPDX-License-Identifier: GPL-2.0-only
/*
 * After Linux 6.12 ("sysfs: constify bin_attribute argument of
 * bin_attribute::read/write()") the callbacks of a binary attribute and the
 * arrays of an attribute group take constant attributes.
 */
#include <linux/sysfs.h>

static ssize_t probe_read(struct file *file, struct kobject *kobj,
			  const struct bin_attribute *attr, char *buf,
			  loff_t off, size_t count)
{
	return 0;
}

static const struct bin_attribute probe_attr = {
	.read = probe_read,
};

static const struct bin_attribute *const probe_attrs[] = { &probe_attr, NULL };

const struct attribute_group probe = {
	.bin_attrs = probe_attrs,
};
