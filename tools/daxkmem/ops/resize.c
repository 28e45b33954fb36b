// SPDX-License-Identifier: GPL-2.0-or-later
/* Plug or unplug blocks of an attached device. */
#include <errno.h>
#include <string.h>
#include "ops/device.h"
#include "ops/hugepages.h"
#include "ops/obstacle.h"
#include "ops/resize.h"

static int fails(const struct daxkmem_device *d, int code, int err,
		 const char *cause, const char *next)
{
	return complain(code, err, device_name(d), RESIZE_ACTION, cause, next);
}

/**
 * resize_goal - parse a size for an attached device
 * @word: SIZE, +SIZE or -SIZE
 * @goal: receives the size in bytes
 *
 * Returns 0, or an exit code after an error message.
 */
int resize_goal(const struct daxkmem_device *d, const char *word,
		   long long *goal)
{
	long long now = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	long long usable = daxkmem_device_number(d, DAXKMEM_USABLE);
	long long block = daxkmem_block_size(ctx);
	bool more = *word == '+', less = *word == '-';

	if (parse_size(word + (more || less), goal))
		return fails(d, USAGE, 0,
			     say("\"%s\" is not a size", word),
			     "give one as 4G, +512M or -1G");
	if (more)
		*goal = now > LLONG_MAX - *goal ? LLONG_MAX : now + *goal;
	if (less)
		*goal = now - *goal;
	if (*goal < 0 || *goal > usable)
		return fails(d, USAGE, 0,
			     *goal < 0 ? say("it has only %s", human(now)) :
					 say("%s of it can be memory",
					     human(usable)),
			     say("daxkmem resize %s %lld", device_name(d),
				 *goal < 0 ? 0 : usable));
	if (block > 0 && *goal % block)
		return fails(d, USAGE, 0,
			     say("%lld bytes are not whole memory blocks of %s",
				 *goal, human(block)),
			     say("daxkmem resize %s %lld", device_name(d),
				 *goal - *goal % block));
	return 0;
}

/* Describe the plugged size. Refreshes the device. */
const char *resize_reached(struct daxkmem_device *d)
{
	daxkmem_device_refresh(d);
	return say("%s of %s is memory now",
		   human(daxkmem_device_number(d, DAXKMEM_PLUGGED)),
		   human(daxkmem_device_number(d, DAXKMEM_USABLE)));
}

/* @now: text of resize_reached() */
static const char *cause_of(int err, unsigned int timeout, const char *now)
{
	if (err == EINTR && stop_timed_out() && !stop_asked())
		return say("it was not done within %u s; %s", timeout, now);
	if (err == EINTR)
		return say("a signal ended it; %s", now);
	if (err == ETIMEDOUT)
		return say("the time that its timeout allows is over; %s", now);
	if (err == ENOMEM)
		return say("there is too little room in other memory; %s", now);
	if (err == EBUSY)
		return say("too few blocks can be given back; %s", now);
	if (err == ENOSPC)
		return say("blocks with bad pages are left out; %s", now);
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

static int write_fails(struct daxkmem_device *d, int err, long long was,
		       unsigned int timeout)
{
	const char *name = device_name(d), *now;
	struct obstacle o;
	int code;

	obstacle_find(&o, d, err);
	now = resize_reached(d);
	code = daxkmem_device_number(d, DAXKMEM_PLUGGED) == was ? FAILED :
								  PARTLY;
	return complain_of(&o, code, err, name, RESIZE_ACTION,
			   cause_of(err, timeout, now), next_of(name, err));
}

/**
 * resize_device - plug or unplug blocks of an attached device
 * @goal: bytes to be plugged, from resize_goal()
 * @timeout: seconds; 0: only the driver's limit
 *
 * Caller holds the lock and has refreshed the device. Returns 0, or an exit
 * code after an error message.
 */
int resize_device(struct daxkmem_device *d, long long goal,
		  unsigned int timeout)
{
	long long was = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	struct huge_keep pools;
	int rc = huge_before(&pools, d, goal, RESIZE_ACTION);

	if (rc)
		return rc;
	stop_after(timeout);
	rc = progress_write(d, "dax_kmem/requested_size", say("%lld", goal),
			    goal > was ? "growing" : "shrinking", goal);
	stop_cancel();
	rc = rc ? write_fails(d, -rc, was, timeout) : 0;
	huge_after(&pools, d, !rc && !goal);
	return rc;
}
