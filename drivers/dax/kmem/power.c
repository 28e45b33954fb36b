// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hibernation: the kernel that reads the image back starts without our
 * memory, and would have nowhere to put what was in it. Suspend to RAM and to
 * idle keep it as it is.
 */
#include <linux/notifier.h>
#include <linux/suspend.h>
#include "dax_kmem.h"

static int notify(struct notifier_block *nb, unsigned long event, void *data)
{
	char name[DK_NAME_LEN];

	if (event != PM_HIBERNATION_PREPARE && event != PM_RESTORE_PREPARE)
		return NOTIFY_DONE;
	if (!dax_kmem_any_online(name))
		return NOTIFY_DONE;
	pr_err("dax_kmem %s: memory is online, so the machine cannot hibernate; write unplugged to the device's state first\n",
	       name);
	return notifier_from_errno(-EBUSY);
}

static struct notifier_block notifier = {
	.notifier_call = notify,
};

int dax_kmem_power_init(void)
{
	return register_pm_notifier(&notifier);
}

void dax_kmem_power_exit(void)
{
	unregister_pm_notifier(&notifier);
}
