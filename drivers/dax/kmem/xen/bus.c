// SPDX-License-Identifier: GPL-2.0-only
/*
 * A separate driver on the dax bus, for Xen. A device that is bound to it
 * becomes memory of the hypervisor, and Dom0 never touches the device again.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/slab.h>
#include "compat/compat.h"
#include "kernel/dax_abi.h"
#include "kernel/daxdev.h"
#include "kernel/unplugged.h"
#include "xen.h"

static int dax_kmem_xen_probe(struct dev_dax *dev_dax)
{
	bool donate = !dk_binds_unplugged(&dev_dax->dev);
	struct dk_spanset ranges;
	int rc;

	rc = dk_daxdev_ranges(&dev_dax->dev, &ranges);
	if (rc)
		return rc;
	rc = dk_pool_bind(&dev_dax->dev, &ranges, dk_pool_groups, donate);
	kfree(ranges.v);
	return rc;
}

static void dax_kmem_xen_remove(struct dev_dax *dev_dax)
{
	dk_pool_unbind(&dev_dax->dev);
}

static const struct attribute_group *driver_groups[] = {
	&dk_unplugged_group,
	NULL,
};

static struct dax_device_driver dax_kmem_xen_driver = {
	DK_NAMED_ONLY,
	.probe = dax_kmem_xen_probe,
	.remove = dax_kmem_xen_remove,
	.drv = {
		.groups = driver_groups,
	},
};

static int __init dax_kmem_xen_init(void)
{
	int rc;

	rc = __dax_driver_register(&dax_kmem_xen_driver, THIS_MODULE,
				   KBUILD_MODNAME);
	if (rc)
		return rc;
	rc = dk_guard_init(&dax_kmem_xen_driver.drv);
	if (rc)
		dax_driver_unregister(&dax_kmem_xen_driver);
	return rc;
}

/* Donated memory pins the module; only rmmod -f gets here in that case. */
static void __exit dax_kmem_xen_exit(void)
{
	dax_driver_unregister(&dax_kmem_xen_driver);
	dk_guard_exit();
	dk_pools_exit();
}

module_init(dax_kmem_xen_init);
module_exit(dax_kmem_xen_exit);

DK_IMPORT;
MODULE_DESCRIPTION("Named device-dax instances as a pool of Xen's heap");
MODULE_LICENSE("GPL");
#ifdef DAX_KMEM_VERSION
MODULE_VERSION(DAX_KMEM_VERSION);
#endif
