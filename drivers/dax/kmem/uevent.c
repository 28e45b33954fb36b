// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells user space what changed: "change" events of the dax device, with a
 * variable DAX_KMEM that says what, and one with the new value.
 */
#include <linux/device.h>
#include <linux/kobject.h>
#include "dax_kmem.h"

static void tell(struct device *dev, char *what, char *value)
{
	char *envp[3];

	envp[0] = what;
	envp[1] = value;
	envp[2] = NULL;
	kobject_uevent_env(&dev->kobj, KOBJ_CHANGE, envp);
}

/* Caller holds dk->lock, and the device is bound; so with the next one. */
void dax_kmem_tell_state(struct dax_kmem *dk)
{
	char value[40];

	snprintf(value, sizeof(value), "DAX_KMEM_STATE=%s",
		 dk_state_word(dax_kmem_state(dk)));
	tell(dk->dev, "DAX_KMEM=state", value);
}

void dax_kmem_tell_size(struct dax_kmem *dk)
{
	struct dk_census c;
	char value[40];

	dax_kmem_census(dk, &c);
	snprintf(value, sizeof(value), "DAX_KMEM_SIZE=%llu",
		 c.plugged * dk->block_size);
	tell(dk->dev, "DAX_KMEM=size", value);
}

/* Caller keeps a reference of the device. May sleep. */
void dax_kmem_tell_bad(struct device *dev, struct dk_span span)
{
	char value[64];

	snprintf(value, sizeof(value), "DAX_KMEM_BAD=%#llx-%#llx", span.start,
		 span.end - 1);
	tell(dev, "DAX_KMEM=bad_pages", value);
}
