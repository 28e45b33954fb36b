// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Save bad pages as they become known. udev starts this program for the first
 * one. The program then listens itself, because udev does not start it again
 * while the property of the device stays the same.
 */
#include <errno.h>
#include <poll.h>
#include <string.h>
#include "ops/bad_watch.h"
#include "ops/device.h"

#define PAUSE_MS 1000	/* collects pages that go bad one after another */

enum news { NOTHING, BAD, GONE };

struct listener {
	const char *name;	/* the device */
	enum news news;
};

static bool hear(const struct daxkmem_event *e, void *arg)
{
	const char *name = daxkmem_event_name(e);
	struct listener *l = arg;

	if (strcmp(daxkmem_event_device(e), l->name))
		return true;
	if (!strcmp(name, "unbind") || !strcmp(name, "remove"))
		l->news = GONE;
	else if (!strcmp(name, "bad_pages") && l->news != GONE)
		l->news = BAD;
	return true;
}

/* Receive all pending events. If events were lost, assume one was for us. */
static enum news receive(struct daxkmem_events *events, const char *name)
{
	struct listener l = { .name = name };

	while (daxkmem_events_dispatch(events, hear, &l) == -ENOBUFS)
		if (l.news != GONE)
			l.news = BAD;
	return l.news;
}

/* Returns 0, or an exit code. *gone: there is nothing left to watch. */
static int save(struct daxkmem_device *d, bool *gone)
{
	int rc = daxkmem_lock(d);

	*gone = rc == -ENOENT || rc == -ENODEV;
	if (*gone || (rc == -EINTR && stop_asked()))
		return 0;
	if (!rc) {
		/* the previous owner of the lock may have detached it */
		*gone = !daxkmem_device_attached(d) && !daxkmem_device_pool(d);
		rc = *gone ? 0 : daxkmem_bad_save(d);
		daxkmem_unlock(d);
	}
	return report_result_as(rc, "save bad pages");
}

static int watch(struct daxkmem_device *d, struct daxkmem_events *events)
{
	enum news news = BAD;	/* udev started us for one, or there is none */
	bool gone = false;
	int rc = 0;

	while (!rc && !gone && news != GONE && !stop_asked()) {
		if (news == BAD) {
			rc = save(d, &gone);
			poll(NULL, 0, PAUSE_MS);
		}
		if (!rc && !gone)
			stop_wait(daxkmem_events_fd(events));
		news = receive(events, device_name(d));
	}
	return rc;
}

/**
 * bad_watch - save the bad pages of a device now, and each time one is added
 *
 * Runs until a signal arrives or the device is unbound. Returns 0, or an exit
 * code after an error message.
 */
int bad_watch(struct daxkmem_device *d)
{
	struct daxkmem_events *events;
	int rc;

	if (*opt.sysroot)
		return complain(UNSUPPORTED, 0, opt.sysroot, "watch for bad pages",
				"a directory tree has no events",
				"omit --watch");
	rc = daxkmem_events_new(ctx, DAXKMEM_EVENTS_DEVICES, &events);
	if (rc)
		return complain(FAILED, -rc, "uevents", "receive events", NULL,
				next_step(-rc, NULL));
	stop_catch();
	rc = watch(d, events);
	daxkmem_events_free(events);
	return rc;
}
