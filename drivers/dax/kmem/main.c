// SPDX-License-Identifier: GPL-2.0-only
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/moduleparam.h>
#include "dax_kmem.h"

static char *bus_name = "dax_kmem";
module_param(bus_name, charp, 0444);
MODULE_PARM_DESC(bus_name,
		 "Name of the driver on the dax bus: dax_kmem (default), or kmem so that daxctl, ndctl and memkind see system-ram devices");

/* An enum dk_policy, or POLICY_UNSET until somebody names one. */
#define POLICY_UNSET (-1)
static int policy = POLICY_UNSET;

enum dk_policy dax_kmem_default_policy(void)
{
	int p = READ_ONCE(policy);

	if (p != POLICY_UNSET)
		return p;
	return strcmp(bus_name, "kmem") ? DK_POLICY_ONLINE_MOVABLE :
					  DK_POLICY_AUTO;
}

static int policy_set(const char *val, const struct kernel_param *kp)
{
	int p = dk_policy_parse(val, strlen(val));

	if (p < 0) {
		pr_err("policy=%s is not known; use online_movable, online_kernel, online, offline or auto\n",
		       val);
		return p;
	}
	WRITE_ONCE(policy, p);
	return 0;
}

static int policy_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n",
			  dk_policy_word(dax_kmem_default_policy()));
}

static const struct kernel_param_ops policy_ops = {
	.set = policy_set,
	.get = policy_get,
};
module_param_cb(policy, &policy_ops, NULL, 0644);
MODULE_PARM_DESC(policy,
		 "What a bind does: online_movable (default), online_kernel, online, offline, auto (default if bus_name is kmem)");

const char *dax_kmem_bus_name;

static int __init dax_kmem_init(void)
{
	int rc;

	if (strcmp(bus_name, "dax_kmem") && strcmp(bus_name, "kmem")) {
		pr_err("bus_name=%s is not known; use dax_kmem or kmem\n",
		       bus_name);
		return -EINVAL;
	}
	dax_kmem_bus_name = bus_name;

	rc = dax_kmem_notify_init();
	if (rc)
		return rc;

	rc = dax_kmem_bus_init();
	if (rc)
		goto err_notify;
	return 0;

err_notify:
	dax_kmem_notify_exit();
	return rc;
}

/*
 * Memory that is plugged pins the module, so nothing is plugged here, and
 * there are no orphans.
 */
static void __exit dax_kmem_exit(void)
{
	dax_kmem_bus_exit();
	dax_kmem_notify_exit();
	dax_kmem_node_exit();
}

module_init(dax_kmem_init);
module_exit(dax_kmem_exit);

MODULE_DESCRIPTION("Named device-dax instances as RAM of their own NUMA node");
MODULE_LICENSE("GPL");
