// SPDX-License-Identifier: LGPL-2.1-or-later
/* Translate a uevent of a device, of a memory block or of the module. */
#include <stdio.h>
#include <string.h>
#include "lib/events/event.h"

static const char *property(struct udev_device *u, const char *name)
{
	return udev_device_get_property_value(u, name);
}

static void add_value(struct daxkmem_event *e, const char *key,
		      const char *value)
{
	int i = 0;

	while (i < MAX_VALUES && e->values[i].key)
		i++;
	if (i < MAX_VALUES)
		e->values[i] = (struct event_value){ key, value };
}

/* A change event, which the driver sends; see ABI/testing/sysfs-bus-dax-kmem. */
static void read_change(struct udev_device *u, struct daxkmem_event *e)
{
	static const struct {
		const char *what, *variable, *key;
	} parts[] = {
		{ "state", "DAX_KMEM_STATE", "state" },
		{ "size", "DAX_KMEM_SIZE", "plugged_size" },
		{ "bad_pages", "DAX_KMEM_BAD", "range" },
		{ "failure", "DAX_KMEM_STEP", "step" },
		{ "failure", "DAX_KMEM_END", "end" },
		{ "failure", "DAX_KMEM_BLOCK", "block" },
		{ "failure", "DAX_KMEM_KEPT", "kept" },
	};
	const char *value, *what = property(u, "DAX_KMEM");
	size_t i;

	for (i = 0; what && i < ARRAY_SIZE(parts); i++) {
		value = property(u, parts[i].variable);
		if (strcmp(what, parts[i].what) ||
		    (!value && strcmp(what, "failure")))
			continue;
		e->name = parts[i].what;
		add_value(e, parts[i].key, value);
	}
	if (!e->values[0].key)
		add_value(e, "what", what);
}

/* add, remove, bind, unbind, change and other actions of the driver core */
static void read_dax(struct udev_device *u, struct daxkmem_event *e)
{
	e->device = udev_device_get_sysname(u);
	if (!strcmp(e->name, "change"))
		read_change(u, e);
	else
		add_value(e, "driver", property(u, "DRIVER"));
}

/* The zone of an online block, or NULL. */
static const char *read_zone(const struct daxkmem_ctx *ctx, const char *block,
			     struct daxkmem_event *e)
{
	if (root_read(ctx, e->zone, sizeof(e->zone), MEMORY "/%s/valid_zones",
		      block) <= 0 || strchr(e->zone, ' ') ||
	    !strcmp(e->zone, "none"))
		return NULL;
	return e->zone;
}

static bool read_memory(struct owners *owners, struct udev_device *u,
			struct daxkmem_event *e)
{
	const char *block = udev_device_get_sysname(u);
	unsigned long id;

	if (sscanf(block, "memory%lu", &id) != 1)
		return false;
	e->device = owners_find(owners, id);
	add_value(e, "block", block);
	add_value(e, "zone", strcmp(e->name, "online") ? NULL :
			     read_zone(owners->ctx, block, e));
	return true;
}

static bool read_module(struct udev_device *u, struct daxkmem_event *e)
{
	const char *name = udev_device_get_sysname(u);

	if (strcmp(name, "dax_kmem"))
		return false;
	e->name = strcmp(e->name, "add") ? "unload" : "load";
	add_value(e, "module", name);
	return true;
}

/* Returns false if the uevent is not one of ours. */
bool event_read(struct owners *owners, struct udev_device *u,
		struct daxkmem_event *e)
{
	const char *subsystem = udev_device_get_subsystem(u);

	*e = (struct daxkmem_event){ .name = udev_device_get_action(u) };
	if (!subsystem || !e->name)
		return false;
	if (!strcmp(subsystem, "memory"))
		return read_memory(owners, u, e);
	if (!strcmp(subsystem, "platform") &&
	    !daxkmem_name_ok(udev_device_get_sysname(u)))
		return false;
	owners_forget(owners);
	if (!strcmp(subsystem, "module"))
		return read_module(u, e);
	read_dax(u, e);
	return true;
}

/* Returns the device's name; NULL if the event belongs to none. */
const char *daxkmem_event_device(const struct daxkmem_event *e)
{
	return e->device;
}

const char *daxkmem_event_name(const struct daxkmem_event *e)
{
	return e->name;
}

/* Returns NULL if the event has no such key, or its value is not known. */
const char *daxkmem_event_value(const struct daxkmem_event *e, const char *key)
{
	int i;

	for (i = 0; i < MAX_VALUES && e->values[i].key; i++)
		if (!strcmp(e->values[i].key, key))
			return e->values[i].value;
	return NULL;
}
