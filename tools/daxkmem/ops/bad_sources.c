// SPDX-License-Identifier: GPL-2.0-or-later
/* What the watch for bad pages listens to: uevents and memory errors. */
#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>
#include "ops/bad_sources.h"

/* Without events, pages that the driver learns of are still saved: only warn. */
static struct daxkmem_faults *faults_open(const struct daxkmem_device *d,
					  unsigned int threshold)
{
	struct daxkmem_faults *faults;
	int rc = daxkmem_faults_new(d, threshold, &faults);

	if (rc == -ENOENT)
		warn(device_name(d), "memory errors are not watched: tracefs is not mounted at /sys/kernel/tracing");
	else if (rc && rc != -ENODEV)
		warn(device_name(d), say("memory errors are not watched: %s",
					 strerror(-rc)));
	return faults;
}

static int add_source(const struct bad_sources *s, int fd)
{
	struct epoll_event e = { .events = EPOLLIN };

	return epoll_ctl(s->fd, EPOLL_CTL_ADD, fd, &e) ? -errno : 0;
}

void bad_sources_close(struct bad_sources *s)
{
	if (s->fd >= 0)
		close(s->fd);
	daxkmem_faults_free(s->faults);
	daxkmem_events_free(s->events);
}

/* Returns 0, or a negative errno. */
int bad_sources_open(const struct daxkmem_device *d, unsigned int threshold,
		     struct bad_sources *s)
{
	int rc = daxkmem_events_new(ctx, DAXKMEM_EVENTS_DEVICES, &s->events);

	s->faults = NULL;
	s->fd = -1;
	if (rc)
		return rc;
	s->faults = faults_open(d, threshold);
	s->fd = epoll_create1(EPOLL_CLOEXEC);
	rc = s->fd < 0 ? -errno : add_source(s, daxkmem_events_fd(s->events));
	if (!rc && s->faults)
		rc = add_source(s, daxkmem_faults_fd(s->faults));
	if (rc)
		bad_sources_close(s);
	return rc;
}
