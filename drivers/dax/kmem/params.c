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

/**
 * struct word_param - a module parameter with a fixed set of words
 * @value: index of the word; -1 until a word is written
 * @first: returns the index of the default, while @value is -1
 * @nr: number of words
 * @word: returns the word with an index
 * @choice: list of all words, for the log
 */
struct word_param {
	int value;
	int (*first)(void);
	int nr;
	const char *(*word)(int i);
	const char *choice;
};

static int param_value(const struct word_param *p)
{
	int value = READ_ONCE(p->value);

	return value < 0 ? p->first() : value;
}

static int param_set(const char *val, const struct kernel_param *kp)
{
	struct word_param *p = kp->arg;
	int i;

	for (i = 0; i < p->nr; i++)
		if (sysfs_streq(val, p->word(i)))
			break;
	if (i == p->nr) {
		pr_err("invalid parameter %s=%s; use %s\n", kp->name, val,
		       p->choice);
		return -EINVAL;
	}
	WRITE_ONCE(p->value, i);
	return 0;
}

static int param_get(char *buf, const struct kernel_param *kp)
{
	const struct word_param *p = kp->arg;

	return sysfs_emit(buf, "%s\n", p->word(param_value(p)));
}

static const struct kernel_param_ops word_ops = {
	.set = param_set,
	.get = param_get,
};

static int policy_first(void)
{
	return strcmp(bus_name, "kmem") ? DK_POLICY_ONLINE_MOVABLE :
					  DK_POLICY_AUTO;
}

static const char *policy_word(int i)
{
	return dk_policy_word(i);
}

static struct word_param policy = {
	.value = -1,
	.first = policy_first,
	.nr = DK_NR_POLICIES,
	.word = policy_word,
	.choice = "online_movable, online_kernel, online, offline, auto or reserved",
};
module_param_cb(policy, &word_ops, &policy, 0644);
MODULE_PARM_DESC(policy,
		 "What a bind does: online_movable (default), online_kernel, online, offline, auto (default if bus_name is kmem), reserved");

enum dk_policy dax_kmem_default_policy(void)
{
	return param_value(&policy);
}

static const char *memmap_word(int i)
{
	return dk_memmap_words[i];
}

static struct word_param memmap_on_memory = {
	.value = DK_MEMMAP_AUTO,
	.nr = DK_NR_MEMMAPS,
	.word = memmap_word,
	.choice = "auto, on or off",
};
module_param_cb(memmap_on_memory, &word_ops, &memmap_on_memory, 0644);
MODULE_PARM_DESC(memmap_on_memory,
		 "Place the memmap on the device: auto (default: if the kernel was booted for it), on, off");

enum dk_memmap dax_kmem_default_memmap(void)
{
	return param_value(&memmap_on_memory);
}

static const char *plug_word(int i)
{
	return i ? "all" : "none";
}

static struct word_param plug = {
	.value = true,
	.nr = 2,
	.word = plug_word,
	.choice = "all or none",
};
module_param_cb(plug, &word_ops, &plug, 0644);
MODULE_PARM_DESC(plug, "What a bind adds: all (default) or none");

/* True if a bind adds memory; false to leave that to writes of attributes. */
bool dax_kmem_plug_on_bind(void)
{
	return param_value(&plug);
}

static char *devices;
module_param(devices, charp, 0444);
MODULE_PARM_DESC(devices,
		 "dax devices to bind, now or when they appear, separated by commas: dax0.0, or serial=0xc0 of a CXL memory device");

/* The text of the parameter; NULL if it was not given. */
const char *dax_kmem_devices(void)
{
	return devices;
}

static char *ranges;
module_param(ranges, charp, 0400);
MODULE_PARM_DESC(ranges,
		 "Ranges to add when the module is loaded: START,SIZE[,node=N][,unplugged][,reserved][,force], separated by semicolons");

/* The text of the parameter; NULL if it was not given. */
const char *dax_kmem_ranges(void)
{
	return ranges;
}

static bool block_events;
module_param(block_events, bool, 0644);
MODULE_PARM_DESC(block_events,
		 "Send an online or offline uevent for each memory block instead of one per change");

/* True if the kernel's uevents of our blocks are not suppressed. */
bool dax_kmem_block_events(void)
{
	return READ_ONCE(block_events);
}

/**
 * dax_kmem_bus_name - get the name of the driver on the dax bus
 *
 * Return: the name; NULL, after a line in the log, if bus_name is invalid.
 */
const char *dax_kmem_bus_name(void)
{
	if (!strcmp(bus_name, "dax_kmem") || !strcmp(bus_name, "kmem"))
		return bus_name;
	pr_err("invalid parameter bus_name=%s; use dax_kmem or kmem\n",
	       bus_name);
	return NULL;
}
