// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Save bad pages as they become known. udev starts this program when a CXL device
 * is attached, and for the first bad page of any other device. The program then
 * listens itself, because udev does not start it again while the property of the
 * device stays the same.
 */
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include "base/ranges.h"
#include "ops/bad_sources.h"
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

/* True if the device is gone, or a signal asks to stop: the caller finds out. */
static bool is_over(int rc)
{
	return rc == -ENOENT || rc == -ENODEV || (rc == -EINTR && stop_asked());
}

/* Read the poison lists: the memory may have been onlined without them. */
static void refresh(struct daxkmem_device *d)
{
	int rc = daxkmem_bad_import_from(d, DAXKMEM_BAD_FROM_CXL, 0);
	const struct daxkmem_error *e = daxkmem_error(ctx);

	if (!rc || is_over(rc) ||
	    (e && daxkmem_error_kind(e) == DAXKMEM_UNSUPPORTED))
		return;
	warn(device_name(d), say("not all poison of its CXL devices is known: %s",
				 e ? daxkmem_error_text(e, DAXKMEM_ERROR_CAUSE) :
				     strerror(-rc)));
}

/* True if all pages are already in the ledger. */
static bool is_saved(struct daxkmem_device *d, const struct daxkmem_range *at)
{
	struct daxkmem_bad_range *list;
	struct ranges saved = { 0 };
	int i, nr = daxkmem_bad_list(d, &list);
	bool all;

	for (i = 0; i < nr; i++)
		if (list[i].known_by & DAXKMEM_BAD_BY_LEDGER &&
		    ranges_add(&saved, list[i].at.start, list[i].at.end))
			break;
	ranges_merge(&saved);
	all = nr > 0 && ranges_has(&saved, at);
	ranges_free(&saved);
	if (nr >= 0)
		free(list);
	return all;
}

/*
 * A page that is known may be in use again, so pass it to the driver in any case.
 * Only say what is new.
 */
static int report(struct daxkmem_device *d, const struct daxkmem_bad_range *r)
{
	bool old = is_saved(d, &r->at);
	int rc = daxkmem_bad_report(d, r->source, &r->at, 1);

	if (!rc && !old)
		warn(device_name(d), say("bad pages %s were reported by %s",
					 range_text(&r->at), r->source));
	return is_over(rc) ? 0 : report_result_as(rc, "save bad pages");
}

/* Returns 0, or an exit code after an error message. */
static int report_all(struct daxkmem_device *d, struct daxkmem_faults *faults)
{
	struct daxkmem_bad_range *list;
	int i, nr, rc = 0;

	while (!rc && (nr = daxkmem_faults_read(faults, &list))) {
		if (nr == -ENOBUFS) {
			warn(device_name(d), "reports of memory errors were lost because they came faster than they could be read");
			refresh(d);
		} else if (nr < 0) {
			rc = complain(FAILED, -nr, device_name(d),
				      "read memory errors", NULL, NULL);
		}
		for (i = 0; i < nr && !rc; i++)
			rc = report(d, &list[i]);
		free(list);
	}
	return rc;
}

static int report_faults(struct daxkmem_device *d, const struct bad_sources *s)
{
	return s->faults ? report_all(d, s->faults) : 0;
}

static int watch(struct daxkmem_device *d, const struct bad_sources *s)
{
	enum news news = BAD;	/* udev started us for one, or there is none */
	bool gone = false;
	int rc = 0;

	if (s->faults)
		refresh(d);
	while (!rc && !gone && news != GONE && !stop_asked()) {
		rc = report_faults(d, s);
		if (!rc && news == BAD) {
			rc = save(d, &gone);
			poll(NULL, 0, PAUSE_MS);
		}
		if (!rc && !gone)
			stop_wait(s->fd);
		news = receive(s->events, device_name(d));
	}
	return rc;
}

/**
 * bad_watch - save the bad pages of a device now, and each time one is added
 * @threshold: the number of corrected errors that make a page bad; 0: none does
 *
 * Also adds pages whose memory errors the kernel reports. Runs until a signal
 * arrives or the device is unbound. Returns 0, or an exit code after an error
 * message.
 */
int bad_watch(struct daxkmem_device *d, unsigned int threshold)
{
	struct bad_sources sources;
	int rc;

	if (*opt.sysroot)
		return complain(UNSUPPORTED, 0, opt.sysroot, "watch for bad pages",
				"a directory tree has no events",
				"omit --watch");
	rc = bad_sources_open(d, threshold, &sources);
	if (rc)
		return complain(FAILED, -rc, "uevents", "receive events", NULL,
				next_step(-rc, NULL));
	stop_catch();
	rc = watch(d, &sources);
	bad_sources_close(&sources);
	return rc;
}
