// SPDX-License-Identifier: GPL-2.0-only
/* The files of a bound device: parse, call, print. */
#include <linux/device.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "dax_kmem.h"

/* A word that nobody knows, made printable, without the newline of echo. */
static int refuse_word(struct dax_kmem *dk, const char *file, const char *buf,
		       size_t len, const char *known)
{
	if (len && buf[len - 1] == '\n')
		len--;
	dk_err(dk, "%s: \"%*pE\" is not a word for it; write %s\n", file,
	       (int)min_t(size_t, len, 32), buf, known);
	return -EINVAL;
}

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
		return refuse_word(dk, "state", buf, len,
				   "unplugged, online, online_kernel or online_movable");
	rc = dax_kmem_set_state(dk, wanted);
	return rc ?: len;
}
static DEVICE_ATTR_RW(state);

static ssize_t policy_show(struct device *dev, struct device_attribute *attr,
			   char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", dk_policy_word(READ_ONCE(dk->policy)));
}

static ssize_t policy_store(struct device *dev, struct device_attribute *attr,
			    const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int policy = dk_policy_parse(buf, len);
	int rc;

	if (policy < 0)
		return refuse_word(dk, "policy", buf, len,
				   "online_movable, online_kernel, online, offline or auto");
	rc = dax_kmem_set_policy(dk, policy);
	return rc ?: len;
}
static DEVICE_ATTR_RW(policy);

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
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return sysfs_emit(buf, "%llu\n", c.plugged * dk->block_size);
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

/*
 * Lines of one length, so that a file of more than a page can be read from
 * any offset: "memoryN state zone", padded with spaces.
 */
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
	char name[24];

	snprintf(name, sizeof(name), "memory%lu", dax_kmem_block_id(dk, i));
	snprintf(line, BLOCK_LINE + 1, "%-24s %-10s %-11s\n", name, words[s],
		 zone);
}

static ssize_t blocks_read(struct file *file, struct kobject *kobj,
			   struct bin_attribute *attr, char *buf, loff_t off,
			   size_t count)
{
	struct dax_kmem *dk = dev_get_drvdata(kobj_to_dev(kobj));
	char line[BLOCK_LINE + 1];
	size_t done = 0;

	while (done < count) {
		u64 i = div_u64(off + done, BLOCK_LINE);
		u32 skip = off + done - i * BLOCK_LINE;
		size_t n = min_t(size_t, BLOCK_LINE - skip, count - done);

		if (i >= dk->nr_blocks)
			break;
		print_block(dk, i, line);
		memcpy(buf + done, line + skip, n);
		done += n;
	}
	return done;
}
static BIN_ATTR_RO(blocks, 0);

static struct attribute *state_attrs[] = {
	&dev_attr_state.attr,
	NULL,
};

static const struct attribute_group state_group = {
	.attrs = state_attrs,
};

static struct attribute *dax_kmem_attrs[] = {
	&dev_attr_policy.attr,
	&dev_attr_usable_size.attr,
	&dev_attr_plugged_size.attr,
	&dev_attr_online_size.attr,
	&dev_attr_lost_size.attr,
	NULL,
};

static struct bin_attribute *dax_kmem_bin_attrs[] = {
	&bin_attr_blocks,
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
