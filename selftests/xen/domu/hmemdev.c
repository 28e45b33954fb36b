// SPDX-License-Identifier: GPL-2.0-only
/*
 * Registers a range of addresses with dax_hmem, in a guest without the firmware
 * tables that describe such a range. The dax device has no memory behind it and
 * must not be accessed.
 */
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/module.h>
#include <linux/numa.h>
#include <linux/platform_device.h>
#include <linux/range.h>

#define FIRST 0x400000000ULL
#define LAST 0x41fffffffULL

/* struct memregion_info; up to Linux 6.2 it only had the first member. */
static struct {
	int target_node;
	struct range range;
} info = { NUMA_NO_NODE, { FIRST, LAST } };

static struct resource res = DEFINE_RES_MEM(FIRST, LAST - FIRST + 1);
static struct platform_device *dev;

static int __init hmemdev_init(void)
{
	dev = platform_device_register_resndata(NULL, "hmem", 0, &res, 1,
						&info, sizeof(info));
	return PTR_ERR_OR_ZERO(dev);
}

static void __exit hmemdev_exit(void)
{
	platform_device_unregister(dev);
}

module_init(hmemdev_init);
module_exit(hmemdev_exit);
MODULE_DESCRIPTION("A dax device of addresses without memory, for a test");
MODULE_LICENSE("GPL");
