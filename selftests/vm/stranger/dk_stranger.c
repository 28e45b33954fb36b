// SPDX-License-Identifier: GPL-2.0-only
/*
 * Simulates other drivers that dax_kmem may encounter; for test guests only.
 * Each parameter simulates one of them until the module is unloaded.
 */
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/memory_hotplug.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/range.h>

static bool swallow;
module_param(swallow, bool, 0);
MODULE_PARM_DESC(swallow, "keep every page that is onlined, like a balloon driver");

static char *reserve;
module_param(reserve, charp, 0);
MODULE_PARM_DESC(reserve, "START-END in hexadecimal: reserve that range");

static char *hmem;
module_param(hmem, charp, 0);
MODULE_PARM_DESC(hmem, "START-END in hexadecimal: let dax_hmem create a dax device for that range");

static int node;
module_param(node, int, 0);
MODULE_PARM_DESC(node, "target node of that device");

static char *lie;
module_param(lie, charp, 0);
MODULE_PARM_DESC(lie, "attribute of dax devices that shows 77 instead of its value");

static bool platform;
module_param(platform, bool, 0);
MODULE_PARM_DESC(platform, "register a platform driver with the name dax_kmem");

static struct platform_driver namesake = { .driver.name = "dax_kmem" };
static bool registered;
static struct resource *reserved;
static struct platform_device *pdev;
static struct device_attribute *faked;
static ssize_t (*real_show)(struct device *dev, struct device_attribute *attr,
			    char *buf);

/* An online_page_callback_t that keeps every page. */
static void keep_page(struct page *page, unsigned int order)
{
}

static int parse(const char *text, struct range *r)
{
	return sscanf(text, "%llx-%llx", &r->start, &r->end) == 2 ? 0 : -EINVAL;
}

static int take_range(void)
{
	struct range r;

	if (parse(reserve, &r))
		return -EINVAL;
	reserved = request_mem_region(r.start, range_len(&r), "dk_stranger");
	return reserved ? 0 : -EBUSY;
}

static int make_device(void)
{
	/* struct memregion_info, which has only the node in older kernels */
	struct {
		int target_node;
		struct range range;
	} info = { .target_node = node };
	struct resource res = { .name = "dk_stranger", .flags = IORESOURCE_MEM };
	struct platform_device_info pinfo = {
		.name = "hmem",
		.id = 9,
		.res = &res,
		.num_res = 1,
		.data = &info,
		.size_data = sizeof(info),
	};

	if (parse(hmem, &info.range))
		return -EINVAL;
	res.start = info.range.start;
	res.end = info.range.end;
	pdev = platform_device_register_full(&pinfo);
	return PTR_ERR_OR_ZERO(pdev);
}

static ssize_t show_77(struct device *dev, struct device_attribute *attr,
		       char *buf)
{
	return sysfs_emit(buf, "77\n");
}

/* Return: the attribute groups that all devices on the dax bus share. */
static const struct attribute_group **dax_groups(void)
{
	const struct attribute_group **groups = NULL;
	struct kset *devices = platform_bus.kobj.kset;
	struct kobject *kobj;
	struct device *dev;

	spin_lock(&devices->list_lock);
	list_for_each_entry(kobj, &devices->list, entry) {
		dev = kobj_to_dev(kobj);
		if (dev->bus && !strcmp(dev->bus->name, "dax") && dev->type)
			groups = (const struct attribute_group **)dev->type->groups;
	}
	spin_unlock(&devices->list_lock);
	return groups;
}

static int fake_attribute(void)
{
	const struct attribute_group **g;
	struct attribute **a;

	for (g = dax_groups(); g && *g && !faked; g++)
		for (a = (*g)->attrs; *a; a++)
			if (!strcmp((*a)->name, lie))
				faked = container_of(*a, struct device_attribute,
						     attr);
	if (!faked)
		return -ENOENT;
	real_show = faked->show;
	faked->show = show_77;
	return 0;
}

static int take_name(void)
{
	int rc = platform_driver_register(&namesake);

	registered = !rc;
	return rc;
}

static void stranger_exit(void)
{
	if (registered)
		platform_driver_unregister(&namesake);
	if (faked)
		faked->show = real_show;
	if (!IS_ERR_OR_NULL(pdev))
		platform_device_unregister(pdev);
	if (reserved)
		release_mem_region(reserved->start, resource_size(reserved));
	if (swallow)
		restore_online_page_callback(keep_page);
}
module_exit(stranger_exit);

static int __init stranger_init(void)
{
	int rc = swallow ? set_online_page_callback(keep_page) : 0;

	if (rc)
		return rc;
	if (reserve)
		rc = take_range();
	if (!rc && hmem)
		rc = make_device();
	if (!rc && lie)
		rc = fake_attribute();
	if (!rc && platform)
		rc = take_name();
	if (rc)
		stranger_exit();
	return rc;
}
module_init(stranger_init);

MODULE_DESCRIPTION("Simulates other drivers in dax_kmem's tests");
MODULE_LICENSE("GPL");
