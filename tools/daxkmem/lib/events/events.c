// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Listen to uevents of the dax bus, of memory blocks and of the dax_kmem module.
 * Listen to the kernel, which also works without udevd.
 */
#include <errno.h>
#include <stdlib.h>
#include "lib/events/event.h"

#define BUFFER (16 << 20)	/* a large device sends thousands at once */

struct daxkmem_events {
	struct udev *udev;
	struct udev_monitor *monitor;
	struct owners owners;
};

static int listen_to(struct udev_monitor *m, unsigned int which)
{
	static const struct {
		unsigned int which;
		const char *subsystem;
	} parts[] = {
		{ DAXKMEM_EVENTS_DEVICES, "dax" },
		{ DAXKMEM_EVENTS_DEVICES, "platform" },
		{ DAXKMEM_EVENTS_BLOCKS, "memory" },
		{ DAXKMEM_EVENTS_MODULE, "module" },
	};
	size_t i;
	int rc = 0;

	for (i = 0; i < ARRAY_SIZE(parts) && rc >= 0; i++)
		if (which & parts[i].which)
			rc = udev_monitor_filter_add_match_subsystem_devtype(
				m, parts[i].subsystem, NULL);
	if (rc < 0)
		return rc;
	/* Only root may exceed net.core.rmem_max; ignore errors. */
	udev_monitor_set_receive_buffer_size(m, BUFFER);
	return udev_monitor_enable_receiving(m);
}

static int start(struct daxkmem_events *e, unsigned int which)
{
	e->udev = udev_new();
	if (!e->udev)
		return -ENOMEM;
	errno = ENOMEM;
	e->monitor = udev_monitor_new_from_netlink(e->udev, "kernel");
	return e->monitor ? listen_to(e->monitor, which) : -errno;
}

int daxkmem_events_new(struct daxkmem_ctx *ctx, unsigned int which,
		       struct daxkmem_events **events)
{
	struct daxkmem_events *e;
	int rc;

	*events = NULL;
	if (!which || which > DAXKMEM_EVENTS_ALL)
		return -EINVAL;
	if (*ctx->root.path)
		return -EOPNOTSUPP;
	e = calloc(1, sizeof(*e));
	if (!e)
		return -ENOMEM;
	e->owners = (struct owners){ .ctx = daxkmem_ref(ctx), .nr = -1 };
	rc = start(e, which);
	if (rc < 0) {
		daxkmem_events_free(e);
		return rc;
	}
	*events = e;
	return 0;
}

void daxkmem_events_free(struct daxkmem_events *e)
{
	if (!e)
		return;
	udev_monitor_unref(e->monitor);
	udev_unref(e->udev);
	owners_free(&e->owners);
	daxkmem_unref(e->owners.ctx);
	free(e);
}

int daxkmem_events_fd(const struct daxkmem_events *e)
{
	return udev_monitor_get_fd(e->monitor);
}

int daxkmem_events_dispatch(struct daxkmem_events *e, daxkmem_event_fn *fn,
			    void *arg)
{
	struct daxkmem_event event;
	struct udev_device *u;
	bool more = true;
	int nr = 0;

	while (more) {
		errno = 0;
		u = udev_monitor_receive_device(e->monitor);
		if (!u)
			return errno == ENOBUFS ? -ENOBUFS : nr;
		if (event_read(&e->owners, u, &event)) {
			more = fn(&event, arg);
			nr++;
		}
		udev_device_unref(u);
	}
	return nr;
}
