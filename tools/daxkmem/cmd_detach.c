// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem detach: a device's memory is taken back; device_dax gets it, if loaded. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "daxkmem.h"
#include "detach.h"
#include "given_up.h"
#include "hugepages.h"
#include "ledger.h"
#include "obstacle.h"
#include "policy.h"
#include "pool.h"

static unsigned int timeout;
static bool scrub, force;

static const struct option_def options[] = {
	{ "force", NULL, "even if other nodes have no room", FLAG, &force },
	{ "timeout", "SECONDS", "give up after that time", SECONDS, &timeout },
	{ "scrub", NULL, "overwrite it with zeros", FLAG, &scrub },
	{ 0 },
};

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, device_name(d), "detach", cause, next);
}

static int refuse_pool(const struct daxkmem_device *d)
{
	if (pool_donated(d))
		return fails(d, EBUSY,
			     "it is the hypervisor's, which gives nothing back before the host reboots",
			     "daxkmem xen list");
	return fails(d, EBUSY, "it is held for the guests of a Xen host",
		     say("echo %s > " DAX_DRIVERS "/" POOL_DRIVER "/unbind",
			 device_name(d)));
}

/* Is there a way to the end? Returns 0, or an exit code. */
static int check(const struct daxkmem_device *d)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);
	bool in_tree = daxkmem_device_in_tree(d);

	if (daxkmem_device_pool(d))
		return refuse_pool(d);
	if (*driver && !daxkmem_device_attached(d))
		return fails(d, EBUSY,
			     in_tree ? "the kernel's own kmem driver has it" :
				       say("the driver %s has it", driver),
			     in_tree ? say("daxctl reconfigure-device -f -m devdax %s",
					   device_name(d)) : NULL);
	return 0;
}

static const char *unplug_cause(const struct daxkmem_device *d, int err)
{
	if (err == EINTR && stop_timed_out() && !stop_asked())
		return say("its memory was not free within %u s; all is as it was",
			   timeout);
	if (err == EINTR)
		return "a signal ended it; all is as it was";
	if (err == ETIMEDOUT)
		return say("its memory was not free within the %lld s of its timeout; all is as it was",
			   daxkmem_device_number(d, DAXKMEM_TIMEOUT));
	if (err == ENOMEM)
		return "the other nodes have no room for what is in use; all is as it was";
	if (err == EBUSY)
		return "its memory has pages that cannot be moved; all is as it was";
	return say("its memory cannot be unplugged: %s", strerror(err));
}

static int unplug_fails(const struct daxkmem_device *d, int err)
{
	const char *name = device_name(d), *next;
	struct obstacle o;

	obstacle_find(&o, d, err);
	if (err == EINTR || err == EBUSY || err == ETIMEDOUT)
		next = say("daxkmem why %s shows what holds it", name);
	else if (err == ENOMEM)
		next = say("free memory or add swap; or daxkmem detach %s --force",
			   name);
	else
		next = next_step(err, see_log(name));
	return complain_of(&o, FAILED, err, name, "detach", unplug_cause(d, err),
			   next);
}

/* An older driver does not check, and has no such attribute. */
static int check_room(const struct daxkmem_device *d, const char *word)
{
	int rc = force ? daxkmem_device_write(d, "dax_kmem/check_room", word) :
			 0;

	if (!rc || rc == -ENOENT)
		return 0;
	return fails(d, -rc, say("its check of the room cannot be set: %s",
				 strerror(-rc)),
		     next_step(-rc, see_log(device_name(d))));
}

/* All memory of the device offline and gone, or all as it was. */
static int unplug(const struct daxkmem_device *d)
{
	struct huge_keep pools;
	int rc = 0;

	if (scrub)
		rc = daxkmem_device_write(d, "dax_kmem/scrub_on_unplug", "1");
	if (rc)
		return fails(d, -rc, say("it cannot be scrubbed: %s",
					 strerror(-rc)),
			     next_step(-rc, see_log(device_name(d))));
	rc = huge_before(&pools, d, 0, "detach") ?: check_room(d, "0");
	if (rc)
		return rc;
	stop_after(timeout);
	rc = progress_write(d, "state", dk_state_word(DK_UNPLUGGED),
			    "detaching", 0);
	stop_cancel();
	check_room(d, "1");
	rc = rc ? unplug_fails(d, -rc) : 0;
	huge_after(&pools, d, !rc);
	return rc;
}

/* Memory is gone by now; what fails here leaves a device without a driver. */
static int let_go(struct daxkmem_device *d)
{
	const char *name = device_name(d);
	struct daxkmem_failure why;
	int rc = daxkmem_device_unbind(d, &why);

	if (!rc)
		return 0;
	if (rc == -EBUSY && why.step == DAXKMEM_RETURN)
		return fails(d, EBUSY, "something still has its memory",
			     say("daxkmem attach %s takes over what an earlier unbind left online; then detach it",
				 name));
	return fails(d, -rc,
		     say("%s: %s",
			 why.step == DAXKMEM_RELEASE ?
			 "its memory is unplugged, but dax_kmem does not let it go" :
			 why.step == DAXKMEM_FORGET ?
			 "dax_kmem does not forget its name" :
			 DAX_HOME " does not bind it",
			 strerror(-rc)),
		     next_step(-rc, see_log(name)));
}

/* The driver forgets its bad pages with the module; to go on without is safe. */
static void remember(const struct daxkmem_device *d)
{
	if (ledger_save(d, "remember its bad pages"))
		warn(device_name(d), "it is detached all the same");
}

static const char *whose(const struct daxkmem_device *d)
{
	return *device_text(d, DAXKMEM_DRIVER) ? DAX_HOME " has it" :
	       "no driver has it, since " DAX_HOME " is not loaded";
}

/* Caller has the lock, and has read the device. */
static int detach(struct daxkmem_device *d, const char **done)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);
	bool home = !strcmp(driver, DAX_HOME);
	bool already = home || (!*driver && !driver_exists(ctx, DAX_HOME));
	int rc = home ? 0 : check(d);

	if (!rc && daxkmem_device_attached(d)) {
		remember(d);
		rc = unplug(d);
	}
	if (!rc && !home)
		rc = let_go(d);
	if (rc)
		return rc;
	given_up_wipe(d);
	*done = say("%s, %s", already ? "detached already" : "detached",
		    whose(d));
	return DONE;
}

static int locked(struct daxkmem_device *d, const char **done)
{
	int lock, rc;

	stop_catch();
	stop_after(timeout);
	lock = device_lock_read(d, "detach");
	if (lock < 0)
		return -lock;
	stop_cancel();
	rc = detach(d, done);
	close(lock);
	return rc;
}

/**
 * detach_device - give a device back to device_dax
 * @scrubbed: overwrite it before
 *
 * Returns 0, or an exit code after a complaint.
 */
int detach_device(struct daxkmem_device *d, bool scrubbed)
{
	const char *done;

	scrub = scrubbed;
	return locked(d, &done);
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	const char *done;
	int rc = device_find(&d, argv[0], "detach");

	(void)argc;
	if (rc)
		return rc;
	rc = locked(d, &done);
	if (!rc)
		device_done(d, done);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_detach = {
	"detach", run, "DEVICE", "take a device's memory back", options, 1, 1,
};
