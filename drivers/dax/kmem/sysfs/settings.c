// SPDX-License-Identifier: GPL-2.0-only
/* Attributes for the settings of a bound device: parse, call, print. */
#include <linux/device.h>
#include <linux/kstrtox.h>
#include <linux/numa.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "device/device.h"
#include "mm/mm.h"
#include "sysfs.h"

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
		return dax_kmem_refuse_word(dk, "policy", buf, len,
					    "online_movable, online_kernel, online, offline, auto or reserved");
	rc = dax_kmem_set_policy(dk, policy);
	return rc ?: len;
}
DEVICE_ATTR_RW(policy);

static ssize_t kernel_size_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%llu\n",
			  READ_ONCE(dk->kernel) * dk->block_size);
}

static ssize_t kernel_size_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	u32 blocks;
	int rc;

	rc = dax_kmem_parse_blocks(dk, "kernel_size", buf, len, &blocks);
	if (!rc)
		rc = dax_kmem_set_kernel(dk, blocks);
	return rc ?: len;
}
DEVICE_ATTR_RW(kernel_size);

static ssize_t timeout_show(struct device *dev, struct device_attribute *attr,
			    char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%u\n", READ_ONCE(dk->timeout));
}

/* One year: no page stays pinned for longer. */
#define MOST_SECONDS (365 * 24 * 3600)

static ssize_t timeout_store(struct device *dev, struct device_attribute *attr,
			     const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	u32 seconds;
	int rc = kstrtou32(buf, 10, &seconds);

	if (rc || seconds > MOST_SECONDS)
		return dax_kmem_refuse_word(dk, "timeout", buf, len,
					    "a number of seconds, or 0 for no limit");
	rc = dax_kmem_set_timeout(dk, seconds);
	return rc ?: len;
}
DEVICE_ATTR_RW(timeout);

static ssize_t memmap_on_memory_show(struct device *dev,
				     struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%s\n", dk_memmap_words[READ_ONCE(dk->memmap)]);
}

static ssize_t memmap_on_memory_store(struct device *dev,
				      struct device_attribute *attr,
				      const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int memmap = __sysfs_match_string(dk_memmap_words, DK_NR_MEMMAPS,
					  buf);
	int rc;

	if (memmap < 0)
		return dax_kmem_refuse_word(dk, "memmap_on_memory", buf, len,
					    "auto, on or off");
	rc = dax_kmem_set_memmap(dk, memmap);
	return rc ?: len;
}
DEVICE_ATTR_RW(memmap_on_memory);

/* The location of the memmap; while unplugged, the location it would have. */
static ssize_t memmap_location_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	bool here = READ_ONCE(dk->memmap) != DK_MEMMAP_OFF &&
		    !dax_kmem_memmap_obstacle();

	if (READ_ONCE(dk->pinned))
		here = READ_ONCE(dk->memmap_here);
	return sysfs_emit(buf, "%s\n", here ? "device" : "elsewhere");
}
DEVICE_ATTR_RO(memmap_location);

static ssize_t memmap_obstacle_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	const char *obstacle = dax_kmem_memmap_obstacle();

	return obstacle ? sysfs_emit(buf, "%s\n", obstacle) : 0;
}
DEVICE_ATTR_RO(memmap_obstacle);

static ssize_t bad_policy_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	u32 pages = READ_ONCE(dk->withhold);

	if (pages > 1)
		return sysfs_emit(buf, "%u\n", pages);
	return sysfs_emit(buf, "%s\n", pages ? "block" : "page");
}

static ssize_t bad_policy_store(struct device *dev,
				struct device_attribute *attr, const char *buf,
				size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	u32 pages;
	int rc = 0;

	if (sysfs_streq(buf, "page"))
		pages = 0;
	else if (sysfs_streq(buf, "block"))
		pages = 1;
	else
		rc = kstrtou32(buf, 10, &pages) ?: pages < 2 ? -EINVAL : 0;
	if (rc)
		return dax_kmem_refuse_word(dk, "bad_policy", buf, len,
					    "page, block or a number of pages, 2 or more");
	rc = dax_kmem_set_withhold(dk, pages);
	return rc ?: len;
}
DEVICE_ATTR_RW(bad_policy);

static ssize_t scrub_on_unplug_show(struct device *dev,
				    struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", READ_ONCE(dk->scrub_always));
}

static ssize_t scrub_on_unplug_store(struct device *dev,
				     struct device_attribute *attr,
				     const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	bool scrub;
	int rc;

	if (kstrtobool(buf, &scrub))
		return dax_kmem_refuse_word(dk, "scrub_on_unplug", buf, len,
					    "0 or 1");
	rc = dax_kmem_set_scrub_always(dk, scrub);
	return rc ?: len;
}
DEVICE_ATTR_RW(scrub_on_unplug);

static ssize_t check_room_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", READ_ONCE(dk->check_room));
}

static ssize_t check_room_store(struct device *dev,
				struct device_attribute *attr, const char *buf,
				size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	bool check;
	int rc;

	if (kstrtobool(buf, &check))
		return dax_kmem_refuse_word(dk, "check_room", buf, len,
					    "0 or 1");
	rc = dax_kmem_set_check_room(dk, check);
	return rc ?: len;
}
DEVICE_ATTR_RW(check_room);

static ssize_t target_node_show(struct device *dev,
				struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%d\n", READ_ONCE(dk->node));
}

static ssize_t target_node_store(struct device *dev,
				 struct device_attribute *attr,
				 const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int node, rc = kstrtoint(buf, 10, &node);

	if (rc || node < NUMA_NO_NODE)
		return dax_kmem_refuse_word(dk, "target_node", buf, len,
					    "a node number, or -1 for the node that firmware names");
	rc = dax_kmem_set_node(dk, node);
	return rc ?: len;
}
DEVICE_ATTR_RW(target_node);

static ssize_t adistance_show(struct device *dev,
			      struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n",
			  dax_kmem_adistance(dev_get_drvdata(dev)));
}

static ssize_t adistance_store(struct device *dev,
			       struct device_attribute *attr, const char *buf,
			       size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int adistance, rc = kstrtoint(buf, 10, &adistance);

	if (rc || adistance < 0)
		return dax_kmem_refuse_word(dk, "adistance", buf, len,
					    "an abstract distance, or 0 for the kernel's default");
	rc = dax_kmem_set_adistance(dk, adistance);
	return rc ?: len;
}
DEVICE_ATTR_RW(adistance);

static ssize_t scrub_store(struct device *dev, struct device_attribute *attr,
			   const char *buf, size_t len)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);
	int rc;

	if (!sysfs_streq(buf, "1"))
		return dax_kmem_refuse_word(dk, "scrub", buf, len, "1");
	rc = dax_kmem_scrub(dk);
	return dax_kmem_written(rc, len);
}
DEVICE_ATTR_WO(scrub);

static ssize_t scrub_size_show(struct device *dev,
			       struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%lld\n", atomic64_read(&dk->to_scrub));
}
DEVICE_ATTR_RO(scrub_size);

static ssize_t scrubbed_size_show(struct device *dev,
				  struct device_attribute *attr, char *buf)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	return sysfs_emit(buf, "%lld\n", atomic64_read(&dk->scrubbed));
}
DEVICE_ATTR_RO(scrubbed_size);
