/* SPDX-License-Identifier: GPL-2.0-only */
/* The attributes of the driver. They parse, call and print. */
#ifndef DAX_KMEM_SYSFS_H
#define DAX_KMEM_SYSFS_H

#include <linux/device.h>
#include <linux/sysfs.h>
#include "claim/claim.h"
#include "compat/bin_attribute.h"

#define DK_LINE_MOST 191

/**
 * struct dk_lines - the lines of an attribute
 * @len: bytes in a line, including the newline; DK_LINE_MOST at most
 * @print: prints line @nth, counted from 0, and a NUL; returns false if there
 *	is no such line
 * @arg: passed to @print
 */
struct dk_lines {
	u32 len;
	bool (*print)(u64 nth, char *line, void *arg);
	void *arg;
};

/* lines.c */
size_t dax_kmem_lines_read(const struct dk_lines *lines, char *buf, loff_t off,
			   size_t count);

/* parse.c */
int dk_refuse_word(const char *driver, const char *name, const char *file,
		   const char *buf, size_t len, const char *known);
int dax_kmem_refuse_word(struct dax_kmem *dk, const char *file,
			 const char *buf, size_t len, const char *known);
int dax_kmem_parse_blocks(struct dax_kmem *dk, const char *file,
			  const char *buf, size_t len, u32 *blocks);
ssize_t dax_kmem_written(int rc, size_t len);

/* settings.c */
extern struct device_attribute dev_attr_policy;
extern struct device_attribute dev_attr_kernel_size;
extern struct device_attribute dev_attr_timeout;
extern struct device_attribute dev_attr_check_room;
extern struct device_attribute dev_attr_memmap_on_memory;
extern struct device_attribute dev_attr_memmap_location;
extern struct device_attribute dev_attr_memmap_obstacle;
extern struct device_attribute dev_attr_bad_policy;
extern struct device_attribute dev_attr_scrub;
extern struct device_attribute dev_attr_scrub_size;
extern struct device_attribute dev_attr_scrubbed_size;
extern struct device_attribute dev_attr_scrub_on_unplug;
extern struct device_attribute dev_attr_target_node;
extern struct device_attribute dev_attr_adistance;

/* bad_pages.c */
/* The attribute bad_pages of a device of dax_kmem or dax_kmem_xen. */
struct dk_bad_file {
	const char *driver;
	const char *name;
	const struct dk_spanset *ranges;
	int (*add)(void *owner, struct dk_span span, bool lost);
	int (*forget)(void *owner, struct dk_span span);
	void *owner;
};

extern struct bin_attribute bin_attr_bad_pages;

ssize_t dax_kmem_bad_pages_take(const struct dk_bad_file *f, const char *buf,
				loff_t off, size_t count);
size_t dax_kmem_bad_pages_print(const struct dk_spanset *ranges, char *buf,
				loff_t off, size_t count);

/* state.c */
extern const struct attribute_group *dax_kmem_groups[];

/* kept.c */
extern const struct attribute_group dax_kmem_kept_group;

#endif /* DAX_KMEM_SYSFS_H */
