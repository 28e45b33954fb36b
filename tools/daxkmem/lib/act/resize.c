// SPDX-License-Identifier: LGPL-2.1-or-later
/* Plug or unplug blocks of an attached device. */
#include <errno.h>
#include <string.h>
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/obstacle.h"
#include "lib/act/resize.h"
#include "lib/act/set.h"

#define ACTION "resize"

static int fails(const struct daxkmem_device *d, enum daxkmem_error_kind kind,
		 int err, const char *cause, const char *next)
{
	return device_fails(d, kind, err, ACTION, cause, next);
}

static const char *command(const struct daxkmem_device *d, long long size)
{
	return say("daxkmem resize %s %lld", d->name, size);
}

static int check_size(const struct daxkmem_device *d, long long size)
{
	long long usable = daxkmem_device_number(d, DAXKMEM_USABLE);
	long long block = daxkmem_block_size(d->ctx);

	if (size < 0)
		return fails(d, DAXKMEM_INVALID, 0,
			     say("only %s of it is plugged",
				 human(daxkmem_device_number(d, DAXKMEM_PLUGGED))),
			     command(d, 0));
	if (size > usable)
		return fails(d, DAXKMEM_INVALID, 0,
			     say("only %s of it can be memory", human(usable)),
			     command(d, usable));
	if (block > 0 && size % block)
		return fails(d, DAXKMEM_INVALID, 0,
			     say("%lld bytes is not a multiple of the memory block size, %s",
				 size, human(block)),
			     command(d, size - size % block));
	return 0;
}

/* Describe the plugged size. Refreshes the device. */
static const char *reached(struct daxkmem_device *d)
{
	daxkmem_device_refresh(d);
	return say("%s of %s is memory now",
		   human(daxkmem_device_number(d, DAXKMEM_PLUGGED)),
		   human(daxkmem_device_number(d, DAXKMEM_USABLE)));
}

/* @now: text of reached() */
static const char *cause_of(struct daxkmem_ctx *ctx, int err, const char *now)
{
	if (err == EINTR && stop_of(ctx) == DAXKMEM_STOP_TIME)
		return say("not completed within the time limit; %s", now);
	if (err == EINTR)
		return say("interrupted by a signal; %s", now);
	if (err == ETIMEDOUT)
		return say("its timeout expired; %s", now);
	if (err == ENOMEM)
		return say("too little room in other memory; %s", now);
	if (err == EBUSY)
		return say("too few blocks can be unplugged; %s", now);
	if (err == ENOSPC)
		return say("blocks with bad pages are excluded; %s", now);
	return say("%s; %s", strerror(err), now);
}

static const char *next_of(const char *name, int err)
{
	if (err == EINTR || err == EBUSY || err == ETIMEDOUT)
		return say("daxkmem why %s shows what holds it", name);
	if (err == ENOSPC)
		return say("daxkmem list %s --output device,withheld", name);
	return next_step(err, see_log(name));
}

static int write_fails(struct daxkmem_device *d, int err, long long was)
{
	const char *now = reached(d);
	int rc;

	rc = fails(d,
		   daxkmem_device_number(d, DAXKMEM_PLUGGED) == was ?
			   DAXKMEM_FAILED :
			   DAXKMEM_PARTLY,
		   err, cause_of(d->ctx, err, now), next_of(d->name, err));
	obstacle_add(d, err);
	return rc;
}

/**
 * resize_device - plug or unplug blocks of an attached device
 * @size: bytes to be plugged
 *
 * Caller holds the lock and has refreshed the device.
 */
int resize_device(struct daxkmem_device *d, long long size)
{
	long long was = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	struct huge_keep pools;
	int rc = huge_before(&pools, d, size, ACTION);

	if (rc)
		return rc;
	rc = device_write(d, "dax_kmem/requested_size", say("%lld", size),
			  size > was ? "growing" : "shrinking", size);
	rc = rc ? write_fails(d, -rc, was) : 0;
	huge_after(&pools, d, !rc && !size);
	return rc;
}

static int not_attached(const struct daxkmem_device *d, const char *size)
{
	return fails(d, DAXKMEM_FAILED, ENOENT, "not attached",
		     size ? say("daxkmem attach %s --size %s", d->name, size) :
			    say("daxkmem attach %s", d->name));
}

/* "2G", or the number of bytes if that would round it. */
static const char *size_word(long long size)
{
	const char *word = human(size);
	long long bytes;

	return !parse_size(word, &bytes) && bytes == size ? word :
							    say("%lld", size);
}

struct resize {
	long long size;		/* bytes */
	bool by;		/* @size is relative to the plugged size */
};

/* Whether attach would accept this size; not if it is relative. */
static bool attach_takes(const struct daxkmem_device *d, const struct resize *r)
{
	return !r->by && r->size > 0 && !set_size_problem(d, "size", r->size).text;
}

static int check(const struct daxkmem_device *d, const struct resize *r,
		 long long size)
{
	if (!daxkmem_device_attached(d))
		return not_attached(d, attach_takes(d, r) ? size_word(r->size) : NULL);
	return check_size(d, size);
}

/* Caller holds the lock and has refreshed the device. */
static int resize(struct daxkmem_device *d, const void *arg)
{
	long long now = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	const struct resize *r = arg;
	long long size = r->size;

	if (r->by)
		size = size > LLONG_MAX - now ? LLONG_MAX : now + size;
	return check(d, r, size) ?: resize_device(d, size);
}

/* Report a wrong size before waiting for the lock. */
int daxkmem_resize(struct daxkmem_device *d, long long size)
{
	const struct resize r = { .size = size };

	return check(d, &r, size) ?: device_change(d, ACTION, resize, &r);
}

int daxkmem_resize_by(struct daxkmem_device *d, long long difference)
{
	const struct resize r = { .size = difference, .by = true };

	return check(d, &r, 0) ?: device_change(d, ACTION, resize, &r);
}
