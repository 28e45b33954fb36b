// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Uevents of the dax bus, memory blocks and the dax_kmem module. Listen to the
 * kernel, which also works without udevd.
 */
#include <errno.h>
#include <libudev.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/monitor/monitor.h"

#define BUFFER (16 << 20)	/* a large device sends thousands at once */

static struct udev *udev;
static struct udev_monitor *monitor;

static int listen_to_kernel(void)
{
	static const char * const subsystems[] = { "dax", "memory", "module" };
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(subsystems) && rc >= 0; i++)
		rc = udev_monitor_filter_add_match_subsystem_devtype(monitor,
								     subsystems[i],
								     NULL);
	if (rc < 0)
		return rc;
	/* Only root may exceed net.core.rmem_max; ignore errors. */
	udev_monitor_set_receive_buffer_size(monitor, BUFFER);
	rc = udev_monitor_enable_receiving(monitor);
	return rc < 0 ? rc : udev_monitor_get_fd(monitor);
}

/* Returns a descriptor to poll, or a negative errno. */
int uevent_open(void)
{
	int rc;

	udev = udev_new();
	if (!udev)
		return -ENOMEM;
	errno = ENOMEM;
	monitor = udev_monitor_new_from_netlink(udev, "kernel");
	rc = monitor ? listen_to_kernel() : -errno;
	if (rc < 0)
		uevent_close();
	return rc;
}

void uevent_close(void)
{
	udev_monitor_unref(monitor);
	udev_unref(udev);
	monitor = NULL;
	udev = NULL;
}

static void tell_size(const char *device, const char *value)
{
	struct json_object *e = event_new(device, "size");
	long long bytes = strtoll(value, NULL, 10);

	json_put_count(e, "plugged_size", bytes);
	event_tell(e, say("size %s", size_text(bytes)));
}

/* @value: 0xSTART-0xEND, including the last byte */
static void tell_bad(const char *device, const char *value)
{
	struct json_object *e = event_new(device, "bad_pages");

	json_put_text(e, "range", value);
	event_tell(e, say("bad_pages %s", value));
}

static void tell_state(const char *device, const char *value)
{
	struct json_object *e = event_new(device, "state");

	json_put_text(e, "state", value);
	event_tell(e, say("state %s", value));
}

/* A requested change failed: "failure offline memory34: timeout, pinned" */
static void tell_failure(struct udev_device *u, const char *device)
{
	static const struct {
		const char *variable, *key;
	} parts[] = {
		{ "DAX_KMEM_STEP", "step" },
		{ "DAX_KMEM_END", "end" },
		{ "DAX_KMEM_BLOCK", "block" },
		{ "DAX_KMEM_KEPT", "kept" },
	};
	struct json_object *e = event_new(device, "failure");
	const char *v[ARRAY_SIZE(parts)];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		v[i] = udev_device_get_property_value(u, parts[i].variable);
		json_put_text(e, parts[i].key, v[i]);
	}
	event_tell(e, say("failure %s%s%s: %s%s%s", v[0] ?: "", v[2] ? " " : "",
			  v[2] ?: "", v[1] ?: "", v[3] ? ", " : "", v[3] ?: ""));
}

/* Print a change event, which the driver sends. */
static void tell_change(struct udev_device *u, const char *device)
{
	static const struct {
		const char *what, *variable;
		void (*tell)(const char *device, const char *value);
	} changes[] = {
		{ "state", "DAX_KMEM_STATE", tell_state },
		{ "size", "DAX_KMEM_SIZE", tell_size },
		{ "bad_pages", "DAX_KMEM_BAD", tell_bad },
	};
	const char *what = udev_device_get_property_value(u, "DAX_KMEM");
	const char *value;
	size_t i;

	if (what && !strcmp(what, "failure")) {
		tell_failure(u, device);
		return;
	}
	for (i = 0; what && i < ARRAY_SIZE(changes); i++) {
		value = udev_device_get_property_value(u, changes[i].variable);
		if (value && !strcmp(what, changes[i].what)) {
			changes[i].tell(device, value);
			return;
		}
	}
	event_tell(event_new(device, "change"),
		   what ? say("change %s", what) : "change");
}

/* add, remove, bind, unbind, change and other actions of the driver core */
static void tell_dax(struct udev_device *u, const char *action)
{
	const char *device = udev_device_get_sysname(u);
	const char *driver = udev_device_get_property_value(u, "DRIVER");
	struct json_object *e;

	owner_forget();
	trace_enable();
	if (!watched(device))
		return;
	/* Print the steps of a change before its result. */
	trace_tell();
	if (!strcmp(action, "change")) {
		tell_change(u, device);
		return;
	}
	e = event_new(device, action);
	json_put_text(e, "driver", driver);
	event_tell(e, driver ? say("%s %s", action, driver) : action);
}

/* Returns the zone of an online block, or NULL. */
static const char *zone_of(const char *block)
{
	char zone[WORD_LEN];

	if (root_read(ctx, zone, sizeof(zone), MEMORY "/%s/valid_zones",
		      block) <= 0 || strchr(zone, ' ') ||
	    !strcmp(zone, "none"))
		return NULL;
	return say("%s", zone);
}

static void tell_memory(struct udev_device *u, const char *action)
{
	const char *block = udev_device_get_sysname(u);
	const char *device, *zone = NULL;
	struct json_object *e;
	unsigned long id;

	if (sscanf(block, "memory%lu", &id) != 1)
		return;
	device = owner_of(id);
	if (!watched(device))
		return;
	if (!strcmp(action, "online"))
		zone = zone_of(block);
	e = event_new(device, action);
	json_put_text(e, "block", block);
	json_put_text(e, "zone", zone);
	event_tell(e, say("%s %s%s%s", block, action, zone ? " " : "",
			  zone ?: ""));
}

/* Enable the trace event, which appears with the module. */
static void tell_module(struct udev_device *u, const char *action)
{
	const char *name = udev_device_get_sysname(u);
	struct json_object *e;

	if (strcmp(name, "dax_kmem"))
		return;
	trace_enable();
	owner_forget();
	e = event_new(NULL, strcmp(action, "add") ? "unload" : "load");
	json_put_text(e, "module", name);
	event_tell(e, say("module %s %s", name,
			  strcmp(action, "add") ? "unloaded" : "loaded"));
}

static void tell(struct udev_device *u)
{
	const char *subsystem = udev_device_get_subsystem(u);
	const char *action = udev_device_get_action(u);

	if (!subsystem || !action)
		return;
	if (!strcmp(subsystem, "dax"))
		tell_dax(u, action);
	else if (!strcmp(subsystem, "memory"))
		tell_memory(u, action);
	else
		tell_module(u, action);
}

/* Print the next event. Returns false if none is pending. */
bool uevent_receive(void)
{
	struct udev_device *u;

	errno = 0;
	u = udev_monitor_receive_device(monitor);
	if (!u) {
		if (errno == ENOBUFS)
			warn("uevents", "some were lost: they came faster than they could be read");
		return errno == ENOBUFS;
	}
	tell(u);
	udev_device_unref(u);
	return true;
}
