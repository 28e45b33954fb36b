// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem scrub: overwrite a device that is not memory with zeros. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/ledger.h"
#include "ops/pool.h"

#define ACTION "scrub"

static int fails(const struct daxkmem_device *d, int code, int err,
		 const char *cause, const char *next)
{
	return complain(code, err, device_name(d), ACTION, cause, next);
}

/* Refuse a device in use. Returns 0, or an exit code after an error message. */
static int check(const struct daxkmem_device *d)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);
	int nr;
	const char *pids = holders_text(d, &nr);

	if (*driver && strcmp(driver, DAX_HOME) && !daxkmem_device_attached(d))
		return fails(d, FAILED, EBUSY,
			     daxkmem_device_in_tree(d) ?
			     "the kernel's own kmem driver has it" :
			     say("the driver %s has it", driver), NULL);
	if (nr < 0)
		return fails(d, FAILED, -nr,
			     "who has it open cannot be read in /proc",
			     "mount /proc");
	if (nr)
		return fails(d, FAILED, EBUSY,
			     say("%s %s %s it open or mapped",
				 nr == 1 ? "process" : "processes", pids,
				 nr == 1 ? "has" : "have"),
			     "end what uses it");
	return pool_instead(d, ACTION);
}

static int bind_fails(const struct daxkmem_device *d, int err)
{
	if (err == EOPNOTSUPP)
		return fails(d, UNSUPPORTED, err,
			     daxkmem_driver(ctx) ?
			     "the module dax_kmem that is loaded is older than this tool" :
			     "the driver dax_kmem is not loaded",
			     daxkmem_driver(ctx) ?
			     "load the one that came with it" :
			     "modprobe dax_kmem");
	return fails(d, FAILED, err,
		     say("dax_kmem does not bind it: %s", strerror(err)),
		     next_step(err, see_log(device_name(d))));
}

static int write_fails(const struct daxkmem_device *d, int err)
{
	const char *reached = "";
	long long done, all;

	if (scrub_progress(device_name(d), &done, &all))
		reached = say("; %s of %s are overwritten", size_text(done),
			      size_text(all));
	else
		done = 0;
	return fails(d, done > 0 ? PARTLY : FAILED, err,
		     say("%s%s",
			 err == EINTR ? "a signal ended it" : strerror(err),
			 reached),
		     next_step(err, err == EINTR ? NULL :
						   see_log(device_name(d))));
}

/* Tell the driver the ledger's bad pages first: it does not overwrite them. */
static int overwrite(const struct daxkmem_device *d)
{
	int rc;

	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0)
		return fails(d, FAILED, EBUSY, "it is memory",
			     say("daxkmem state %s unplugged, then again",
				 device_name(d)));
	rc = ledger_feed(d, ACTION);
	if (rc)
		return rc;
	rc = stop_asked() ? -EINTR :
	     progress_write(d, "dax_kmem/scrub", "1", "scrubbing", -1);
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
		return fails(d, rc ? FAILED : PARTLY, -back,
			     say("%s; it cannot be given back to " DAX_HOME ": %s",
				 rc ? "it was ended" : "it is overwritten",
				 strerror(-back)),
			     say("daxkmem detach %s", device_name(d)));
	return rc;
}

/* Caller holds the device lock and has read the device. */
static int scrub(struct daxkmem_device *d)
{
	int rc = check(d);

	if (!rc)
		rc = daxkmem_device_attached(d) ? overwrite(d) :
						  for_the_time(d);
	if (!rc)
		device_done(d, "overwritten with zeros");
	return rc;
}

static int locked(struct daxkmem_device *d)
{
	int lock, rc;

	stop_catch();
	lock = device_lock_read(d, ACTION);
	if (lock < 0)
		return -lock;
	rc = scrub(d);
	close(lock);
	return rc;
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], ACTION);

	(void)argc;
	if (rc)
		return rc;
	rc = locked(d);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_scrub = {
	"scrub", run, "DEVICE", "overwrite a device that is no memory with zeros",
	NULL, 1, 1,
};
