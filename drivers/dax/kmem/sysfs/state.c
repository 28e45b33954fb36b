// SPDX-License-Identifier: GPL-2.0-only
/* Attributes for the state and sizes of a bound device: parse, call, print. */
#include <linux/device.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "device/device.h"
#include "claim/failure.h"
#include "sysfs.h"

static ssize_t state_show(struct device *dev, struct device_attribute *attr,
			  char *buf)
{
	return sysfs_emit(buf, "%s\n",
			  dk_state_word(dax_kmem_state(dev_get_drvdata(dev))));
}

static ssize_t state_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int wanted = dk_state_parse(buf, len);
	int rc;

	if (wanted != DK_UNPLUGGED && !dk_state_online(wanted))
		return dax_kmem_refuse_word(dk, "state", buf, len,
					    "unplugged, online, online_kernel or online_movable");
	rc = dax_kmem_set_state(dk, wanted);
	return dax_kmem_written(rc, len);
}
static DEVICE_ATTR_RW(state);

static ssize_t requested_size_show(struct device *dev,
				   struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(dk->wanted) * dk->block_size);
}

static ssize_t requested_size_store(struct device *dev,
				    struct device_attribute *attr,
				    const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	u32 blocks;
	int rc;

	rc = dax_kmem_parse_blocks(dk, "requested_size", buf, len, &blocks);
	if (!rc)
		rc = dax_kmem_resize(dk, blocks);
	return dax_kmem_written(rc, len);
}
static DEVICE_ATTR_RW(requested_size);

static ssize_t usable_size_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n", dk_spanset_len(&dk->usable));
}
static DEVICE_ATTR_RO(usable_size);

static ssize_t lost_size_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n", dk_spanset_len(&dk->ranges) -
					 dk_spanset_len(&dk->usable));
}
static DEVICE_ATTR_RO(lost_size);

static ssize_t plugged_size_show(struct device *dev,
				 struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n",
			  dax_kmem_count_plugged(dk) * dk->block_size);
}
static DEVICE_ATTR_RO(plugged_size);

static ssize_t online_size_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return sysfs_emit(buf, "%llu\n",
			  (c.movable + c.kernel) * dk->block_size);
}
static DEVICE_ATTR_RO(online_size);

static ssize_t withheld_size_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n",
			  (dk->nr_blocks - dax_kmem_most_blocks(dk)) *
			  dk->block_size);
}
static DEVICE_ATTR_RO(withheld_size);

/* "memoryN state zone bad-pages", padded with spaces */
#define BLOCK_LINE 48

static void print_block(struct dax_kmem *dk, u32 i, char *line)
{
	static const char * const words[] = {
		[DK_BLOCK_ABSENT] = "unplugged",
		[DK_BLOCK_OFFLINE] = "offline",
		[DK_BLOCK_KERNEL] = "online",
		[DK_BLOCK_MOVABLE] = "online",
	};
	const char *zone;
	enum dk_block_state s = dax_kmem_block_state(dk, i, &zone);
	u64 bad = dax_kmem_bad_len(dax_kmem_block_span(dk, i));
	char name[24];

	scnprintf(name, sizeof(name), "memory%lu", dax_kmem_block_id(dk, i));
	scnprintf(line, BLOCK_LINE + 1, "%-19s %-10s %-8s %7lu\n", name,
		  words[s], zone, PHYS_PFN(bad));
}

/* struct dk_lines.print */
static bool print_nth_block(u64 nth, char *line, void *arg)
{
	struct dax_kmem *dk = arg;

	if (nth >= dk->nr_blocks)
		return false;
	print_block(dk, nth, line);
	return true;
}

static ssize_t blocks_read(struct file *file, struct kobject *kobj,
			   DK_CONST_BIN struct bin_attribute *attr,
			   char *buf, loff_t off, size_t count)
{
	struct dk_lines lines = {
		BLOCK_LINE, print_nth_block, dev_get_drvdata(kobj_to_dev(kobj)),
	};

	return dax_kmem_lines_read(&lines, buf, off, count);
}
static BIN_ATTR_RO(blocks, 0);

static ssize_t failure_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	return dax_kmem_failure_print(dev_get_drvdata(dev), buf);
}
static DEVICE_ATTR_RO(failure);

static struct attribute *state_attrs[] = {
	&dev_attr_state.attr,
	NULL,
};

static const struct attribute_group state_group = {
	.attrs = state_attrs,
};

static struct attribute *dax_kmem_attrs[] = {
	&dev_attr_requested_size.attr,
	&dev_attr_usable_size.attr,
	&dev_attr_plugged_size.attr,
	&dev_attr_online_size.attr,
	&dev_attr_lost_size.attr,
	&dev_attr_withheld_size.attr,
	&dev_attr_policy.attr,
	&dev_attr_kernel_size.attr,
	&dev_attr_timeout.attr,
	&dev_attr_check_room.attr,
	&dev_attr_memmap_on_memory.attr,
	&dev_attr_memmap_location.attr,
	&dev_attr_memmap_obstacle.attr,
	&dev_attr_bad_policy.attr,
	&dev_attr_scrub.attr,
	&dev_attr_scrub_size.attr,
	&dev_attr_scrubbed_size.attr,
	&dev_attr_scrub_on_unplug.attr,
	&dev_attr_target_node.attr,
	&dev_attr_adistance.attr,
	&dev_attr_failure.attr,
	NULL,
};

static DK_CONST_BIN struct bin_attribute *dax_kmem_bin_attrs[] = {
	&bin_attr_blocks,
	&bin_attr_bad_pages,
	NULL,
};

static const struct attribute_group dax_kmem_group = {
	.name = "dax_kmem",
	.attrs = dax_kmem_attrs,
	.bin_attrs = dax_kmem_bin_attrs,
};

const struct attribute_group *dax_kmem_groups[] = {
	&state_group,
	&dax_kmem_group,
	NULL,
};
