// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Save bad pages as they become known. udev starts this program for the first
 * one. The program then listens itself, because udev does not start it again
 * while the property of the device stays the same.
 */
#include <errno.h>
#include <libudev.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>
#include "ops/bad_watch.h"
#include "lib/act/device.h"
#include "ops/device.h"
#include "lib/act/ledger.h"

#define ACTION "remember its bad pages"
#define PAUSE_MS 1000	/* collects pages that go bad one after another */

enum news { NOTHING, BAD, GONE };

static enum news news_of(struct udev_device *u, const char *name)
{
	const char *action = udev_device_get_action(u);
	const char *what = udev_device_get_property_value(u, "DAX_KMEM");

	if (!action || strcmp(udev_device_get_sysname(u), name))
		return NOTHING;
	if (!strcmp(action, "unbind") || !strcmp(action, "remove"))
		return GONE;
	return what && !strcmp(what, "bad_pages") ? BAD : NOTHING;
}

/* Receive all pending events. If events were lost, assume one was for us. */
static enum news receive(struct udev_monitor *m, const char *name)
{
	enum news one, all = NOTHING;
	struct udev_device *u;

	for (;;) {
		errno = 0;
		u = udev_monitor_receive_device(m);
		if (!u && errno != ENOBUFS)
			return all;
		one = u ? news_of(u, name) : BAD;
		if (one > all)
			all = one;
		udev_device_unref(u);
	}
}

/* Caller holds the lock. */
static int save_locked(struct daxkmem_device *d, bool *gone)
{
	*gone = daxkmem_device_refresh(d) || !device_has_bad_pages(d);
	return *gone ? 0 : told(ledger_save(d, ACTION));
}

/*
 * If another process holds the lock, it saves them too. Returns 0, or an exit
 * code.
 */
static int save(struct daxkmem_device *d, bool *gone)
{
	int rc, lock = daxkmem_lock(ctx, d);

	*gone = lock == -ENOENT || lock == -ENODEV;
	if (*gone || (lock == -EINTR && stop_asked()))
		return 0;
	if (lock < 0)
		return complain(FAILED, -lock, device_name(d), ACTION, NULL,
				next_step(-lock, see_log(device_name(d))));
	rc = save_locked(d, gone);
	close(lock);
	return rc;
}

static int watch(struct daxkmem_device *d, struct udev_monitor *m)
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
			stop_wait(udev_monitor_get_fd(m));
		news = receive(m, device_name(d));
	}
	return rc;
}

static int listen_to(struct udev_monitor *m)
{
	int rc = udev_monitor_filter_add_match_subsystem_devtype(m, "dax",
								 NULL);

	return rc < 0 ? rc : udev_monitor_enable_receiving(m);
}

static int listen_and_watch(struct daxkmem_device *d, struct udev *udev)
{
	struct udev_monitor *m = udev_monitor_new_from_netlink(udev, "kernel");
	int rc = m ? listen_to(m) : -ENOMEM;

	if (rc < 0)
		rc = complain(FAILED, -rc, "uevents", "hear them", NULL,
			      next_step(-rc, NULL));
	else
		rc = watch(d, m);
	udev_monitor_unref(m);
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
	struct udev *udev;
	int rc;

	if (*opt.sysroot)
		return complain(UNSUPPORTED, 0, opt.sysroot, "watch it",
				"nothing happens in a tree of files",
				"leave --watch out");
	udev = udev_new();
	if (!udev)
		return complain(FAILED, ENOMEM, device_name(d), ACTION, NULL,
				NULL);
	stop_catch();
	rc = listen_and_watch(d, udev);
	udev_unref(udev);
	return rc;
}
