// SPDX-License-Identifier: GPL-2.0-only
/* Init and exit of the module dax_kmem. */
#include <linux/module.h>
#include "bad/bad.h"
#include "bus.h"
#include "device/device.h"
#include "mm/mm.h"
#include "range/range.h"
#include "sysfs/sysfs.h"

static int __init dax_kmem_init(void)
{
	int rc;

	rc = dax_kmem_notify_init();
	if (rc)
		return rc;
	rc = dax_kmem_auto_online_init();
	if (rc)
		goto err_notify;
	rc = dax_kmem_access_init();
	if (rc)
		goto err_auto_online;
	rc = dax_kmem_rebind_init();
	if (rc)
		goto err_access;
	dax_kmem_retire_init();

	rc = dax_kmem_bus_init(dax_kmem_groups, &dax_kmem_kept_group);
	if (rc)
		goto err_retire;
	rc = dax_kmem_range_init(dax_kmem_groups);
	if (rc)
		goto err_bus;
	dax_kmem_bus_name_devices();
	return 0;

err_bus:
	dax_kmem_bus_exit();
err_retire:
	dax_kmem_retire_exit();
	dax_kmem_bad_exit();
	dax_kmem_rebind_exit();
err_access:
	dax_kmem_access_exit();
err_auto_online:
	dax_kmem_auto_online_exit();
err_notify:
	dax_kmem_notify_exit();
	dax_kmem_node_exit();
	return rc;
}

/*
 * Plugged memory pins the module, so no device is plugged here and there are no
 * orphans.
 */
static void __exit dax_kmem_exit(void)
{
	dax_kmem_range_exit();
	dax_kmem_bus_exit();
	dax_kmem_retire_exit();
	dax_kmem_bad_exit();
	dax_kmem_rebind_exit();
	dax_kmem_access_exit();
	dax_kmem_auto_online_exit();
	dax_kmem_notify_exit();
	dax_kmem_node_exit();
}

module_init(dax_kmem_init);
module_exit(dax_kmem_exit);

MODULE_DESCRIPTION("Turn named device-dax instances into RAM of a NUMA node");
MODULE_LICENSE("GPL");
#ifdef DAX_KMEM_VERSION
MODULE_VERSION(DAX_KMEM_VERSION);
#endif
