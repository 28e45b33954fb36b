/* SPDX-License-Identifier: GPL-2.0-only */
/* What the files that print and parse share. */
#ifndef DAX_KMEM_FILES_H
#define DAX_KMEM_FILES_H

#include <linux/device.h>
#include <linux/sysfs.h>

struct dax_kmem;

#define DK_LINE_MOST 191

/**
 * struct dk_lines - the lines of an attribute
 * @len: bytes of a line, its newline included; DK_LINE_MOST at most
 * @print: prints line number @nth, counted from 0, and a NUL; returns false if
 *	there is none
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

/* state.c */
int dax_kmem_parse_blocks(struct dax_kmem *dk, const char *file,
			  const char *buf, size_t len, u32 *blocks);
int dax_kmem_refuse_word(struct dax_kmem *dk, const char *file,
			 const char *buf, size_t len, const char *known);
ssize_t dax_kmem_written(int rc, size_t len);

/* settings_files.c */
extern struct device_attribute dev_attr_policy;
extern struct device_attribute dev_attr_kernel_size;
extern struct device_attribute dev_attr_timeout;
extern struct device_attribute dev_attr_check_room;
extern struct device_attribute dev_attr_memmap_on_memory;
extern struct device_attribute dev_attr_bad_policy;
extern struct device_attribute dev_attr_scrub;
extern struct device_attribute dev_attr_scrub_on_unplug;
extern struct device_attribute dev_attr_target_node;
extern struct device_attribute dev_attr_adistance;

/* poison_file.c */
extern struct bin_attribute bin_attr_bad_pages;

#endif /* DAX_KMEM_FILES_H */
