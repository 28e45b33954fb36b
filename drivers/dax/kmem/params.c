// SPDX-License-Identifier: GPL-2.0-only
/* The parameters of the module dax_kmem. */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/moduleparam.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "params.h"

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

static const char * const memmap_words[] = { "auto", "on", "off", NULL };
static int memmap_on_memory = DK_MEMMAP_AUTO;

enum dk_memmap dax_kmem_default_memmap(void)
{
	return READ_ONCE(memmap_on_memory);
}

static int memmap_set(const char *val, const struct kernel_param *kp)
{
	int m = sysfs_match_string(memmap_words, val);

	if (m < 0) {
		pr_err("memmap_on_memory=%s is not known; use auto, on or off\n",
		       val);
		return m;
	}
	WRITE_ONCE(memmap_on_memory, m);
	return 0;
}

static int memmap_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n",
			  memmap_words[dax_kmem_default_memmap()]);
}

static const struct kernel_param_ops memmap_ops = {
	.set = memmap_set,
	.get = memmap_get,
};
module_param_cb(memmap_on_memory, &memmap_ops, NULL, 0644);
MODULE_PARM_DESC(memmap_on_memory,
		 "Memory map in the memory itself: auto (default: if the kernel was booted so that it can be), on, off");

static const char * const plug_words[] = { "none", "all", NULL };
static int plug = true;

/* Does a bind add memory, or leave that to who writes the files? */
bool dax_kmem_plug_on_bind(void)
{
	return READ_ONCE(plug);
}

static int plug_set(const char *val, const struct kernel_param *kp)
{
	int p = sysfs_match_string(plug_words, val);

	if (p < 0) {
		pr_err("plug=%s is not known; use all or none\n", val);
		return p;
	}
	WRITE_ONCE(plug, p);
	return 0;
}

static int plug_get(char *buf, const struct kernel_param *kp)
{
	return sysfs_emit(buf, "%s\n", plug_words[dax_kmem_plug_on_bind()]);
}

static const struct kernel_param_ops plug_ops = {
	.set = plug_set,
	.get = plug_get,
};
module_param_cb(plug, &plug_ops, NULL, 0644);
MODULE_PARM_DESC(plug, "What a bind adds: all (default) or none");

static bool block_events;
module_param(block_events, bool, 0644);
MODULE_PARM_DESC(block_events,
		 "Send an online or offline uevent for each memory block, not one for each change");

/* Are the kernel's uevents of our blocks to be sent as they come? */
bool dax_kmem_block_events(void)
{
	return READ_ONCE(block_events);
}

/**
 * dax_kmem_bus_name - the name of the driver on the dax bus
 *
 * Return: the name; NULL, after a line in the log, if it is not one of those that
 * it can have.
 */
const char *dax_kmem_bus_name(void)
{
	if (!strcmp(bus_name, "dax_kmem") || !strcmp(bus_name, "kmem"))
		return bus_name;
	pr_err("bus_name=%s is not known; use dax_kmem or kmem\n", bus_name);
	return NULL;
}
