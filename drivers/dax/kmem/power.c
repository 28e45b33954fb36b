// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hibernation: the kernel that reads the image back starts without our
 * memory, and would have nowhere to put what was in it. Suspend to RAM and to
 * idle keep it as it is.
 */
#include <linux/notifier.h>
#include <linux/suspend.h>
#include "dax_kmem.h"

static bool hibernating;

/* No change begins from the moment in which this is true. */
bool dax_kmem_hibernating(void)
{
	return READ_ONCE(hibernating);
}

static int prepare(void)
{
	char name[DK_NAME_LEN];

	WRITE_ONCE(hibernating, true);
	/* Pairs with run_in_thread() in job.c: one sees the other. */
	smp_mb();
	if (!dax_kmem_any_online(name))
		return 0;
	WRITE_ONCE(hibernating, false);
	pr_err("dax_kmem %s: memory is online, so the machine cannot hibernate; write unplugged to the device's state first\n",
	       name);
	return -EBUSY;
}

static int power_notify(struct notifier_block *nb, unsigned long event,
			void *data)
{
	switch (event) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		return notifier_from_errno(prepare());
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		WRITE_ONCE(hibernating, false);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block notifier = {
	.notifier_call = power_notify,
};

int dax_kmem_power_init(void)
{
	return register_pm_notifier(&notifier);
}

void dax_kmem_power_exit(void)
{
	unregister_pm_notifier(&notifier);
}
