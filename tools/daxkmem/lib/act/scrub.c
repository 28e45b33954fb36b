// SPDX-License-Identifier: LGPL-2.1-or-later
/* Overwrite a device that is not memory with zeros. */
#include <errno.h>
#include <string.h>
#include "lib/act/device.h"
#include "lib/act/ledger.h"

#define ACTION "scrub"

static int fails(const struct daxkmem_device *d, enum daxkmem_error_kind kind,
		 int err, const char *cause, const char *next)
{
	return device_fails(d, kind, err, ACTION, cause, next);
}

/* Refuse a device in use. */
static int check(const struct daxkmem_device *d)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (*driver && strcmp(driver, DAX_HOME) && !daxkmem_device_attached(d))
		return fails(d, DAXKMEM_FAILED, EBUSY, device_bound_text(d), NULL);
	return device_unused(d, ACTION, NULL) ?: device_not_xen_pv(d, ACTION);
}

static int bind_fails(const struct daxkmem_device *d, int err)
{
	if (err == EOPNOTSUPP)
		return fails(d, DAXKMEM_UNSUPPORTED, err,
			     daxkmem_driver(d->ctx) ?
				     "the loaded module dax_kmem is older than this tool" :
				     "the driver dax_kmem is not loaded",
			     daxkmem_driver(d->ctx) ?
				     "load the module that came with this tool" :
				     "modprobe dax_kmem");
	return fails(d, DAXKMEM_FAILED, err,
		     say("binding to dax_kmem failed: %s", strerror(err)),
		     next_step(err, see_log(d->name)));
}

static int write_fails(const struct daxkmem_device *d, int err)
{
	const char *reached = "";
	long long done, all;

	if (scrub_progress(d, &done, &all))
		reached = say("; %s of %s is overwritten", human(done),
			      human(all));
	else
		done = 0;
	return fails(d, done > 0 ? DAXKMEM_PARTLY : DAXKMEM_FAILED, err,
		     say("%s%s",
			 err == EINTR ? "interrupted by a signal" : strerror(err),
			 reached),
		     next_step(err, err == EINTR ? NULL : see_log(d->name)));
}

/* Tell the driver the ledger's bad pages first: it does not overwrite them. */
static int overwrite(const struct daxkmem_device *d)
{
	int rc;

	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0)
		return fails(d, DAXKMEM_FAILED, EBUSY, "in use as memory",
			     say("daxkmem state %s unplugged, then try again",
				 d->name));
	rc = ledger_feed(d, ACTION);
	if (rc)
		return rc;
	rc = stop_of(d->ctx) ? -EINTR :
	     device_write(d, "dax_kmem/scrub", "1", "scrubbing", -1);
	return rc ? write_fails(d, -rc) : 0;
}

/* Bind a device that is not attached to dax_kmem only while overwriting it. */
static int for_the_time(struct daxkmem_device *d)
{
	int back, rc = daxkmem_device_bind(d, NULL);

	if (rc)
		return bind_fails(d, -rc);
	rc = overwrite(d);
	/* the bind took over memory that an earlier unbind left online */
	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0)
		return rc;
	back = daxkmem_device_unbind(d, NULL);
	if (back)
		return fails(d, rc ? DAXKMEM_FAILED : DAXKMEM_PARTLY, -back,
			     say("%s; returning it to " DAX_HOME " failed: %s",
				 rc ? "the scrub failed" : "the scrub is complete",
				 strerror(-back)),
			     say("daxkmem detach %s", d->name));
	return rc;
}

/* Caller holds the lock and has refreshed the device. */
static int scrub(struct daxkmem_device *d, const void *unused)
{
	int rc = check(d);

	(void)unused;
	if (rc)
		return rc;
	return daxkmem_device_attached(d) ? overwrite(d) : for_the_time(d);
}

int daxkmem_scrub(struct daxkmem_device *d)
{
	return device_change(d, ACTION, scrub, NULL);
}
