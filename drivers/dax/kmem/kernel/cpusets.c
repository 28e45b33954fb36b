// SPDX-License-Identifier: GPL-2.0-only
/*
 * Have cpusets follow node_states[N_MEMORY]. They do so in a callback of the notifier
 * chain for memory or, on kernels after 6.12, for nodes, and may be called whenever the
 * mask has changed (cpuset_track_online_nodes() in kernel/cgroup/cpuset.c). It is not
 * exported. Find it in the chain, from a notifier of ours that comes first.
 */
#include <linux/cpu.h>
#include <linux/kernel.h>
#include <linux/memory.h>
#include <linux/node.h>
#include <linux/notifier.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include "compat/cpuset.h"
#include "cpusets.h"

/* The callback of cpusets, once it has been found. It is never unregistered. */
static struct notifier_block *cpusets;

static bool is_cpusets(const struct notifier_block *nb)
{
	static const char wanted[] = "cpuset_track_online_nodes";
	char name[sizeof(wanted)];

	snprintf(name, sizeof(name), "%ps", nb->notifier_call);
	return !strcmp(name, wanted);
}

/* The caller of the chain keeps it as it is. */
static int cpusets_look(struct notifier_block *ours, unsigned long action,
			void *data)
{
	struct notifier_block *nb = READ_ONCE(cpusets) ? NULL : ours;

	while (nb && !is_cpusets(nb))
		nb = rcu_dereference_raw(nb->next);
	if (nb)
		WRITE_ONCE(cpusets, nb);
	return NOTIFY_DONE;
}

static struct notifier_block look_notifier = {
	.notifier_call = cpusets_look,
	.priority = INT_MAX,
};

/* Return 0 or an errno. */
int dk_cpusets_init(void)
{
	return dk_register_cpusets_chain(&look_notifier);
}

void dk_cpusets_exit(void)
{
	dk_unregister_cpusets_chain(&look_notifier);
}

/**
 * dk_cpusets_tell - have cpusets and policies follow node_states[N_MEMORY]
 *
 * May sleep, and return before they have followed.
 *
 * Return: false if the kernel has no such callback, or has not called its chain
 * since this module was loaded.
 */
bool dk_cpusets_tell(void)
{
	struct notifier_block *nb = READ_ONCE(cpusets);

	if (!nb)
		return false;
	/* held at each change of memory, too */
	cpus_read_lock();
	nb->notifier_call(nb, 0, NULL);
	cpus_read_unlock();
	return true;
}
