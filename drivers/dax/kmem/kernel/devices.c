// SPDX-License-Identifier: GPL-2.0-only
/* Find devices on buses that the kernel does not export: all are in one kset. */
#include <linux/string.h>
#include "devices.h"

/**
 * dk_device_find - find a device by its bus and number
 * @devices: the kset of all devices
 * @bus: the name of the bus
 * @id: the number of the device, or DK_ANY_ID
 *
 * Do not search by the name of a device: a network interface can be named
 * memory34, too.
 *
 * Return: the device with a reference for the caller, or NULL.
 */
struct device *dk_device_find(struct kset *devices, const char *bus, u32 id)
{
	struct device *dev, *found = NULL;
	struct kobject *kobj;

	spin_lock(&devices->list_lock);
	list_for_each_entry(kobj, &devices->list, entry) {
		dev = kobj_to_dev(kobj);
		if (!dev->bus || strcmp(dev->bus->name, bus) ||
		    (id != DK_ANY_ID && dev->id != id))
			continue;
		if (kobject_get_unless_zero(kobj)) {
			found = dev;
			break;
		}
	}
	spin_unlock(&devices->list_lock);
	return found;
}
