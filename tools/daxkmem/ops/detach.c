// SPDX-License-Identifier: GPL-2.0-or-later
/* Unplug a device and return it to device_dax if that is loaded. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "cli/daxkmem.h"
#include "ops/detach.h"
#include "ops/device.h"
#include "ops/given_up.h"
#include "ops/hugepages.h"
#include "ops/ledger.h"
#include "ops/obstacle.h"
#include "ops/pool.h"
#include "policy.h"

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

/* Check that the device can be detached. Returns 0, or an exit code. */
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

static const char *unplug_cause(const struct daxkmem_device *d,
				const struct detach_how *how, int err)
{
	if (err == EINTR && stop_timed_out() && !stop_asked())
		return say("its memory was not free within %u s; all is as it was",
			   how->timeout);
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

static int unplug_fails(const struct daxkmem_device *d,
			const struct detach_how *how, int err)
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
	return complain_of(&o, FAILED, err, name, "detach",
			   unplug_cause(d, how, err), next);
}

/* Older drivers do not check the room and lack this attribute. */
static int set_check_room(const struct daxkmem_device *d, const char *word)
{
	int rc = daxkmem_device_write(d, "dax_kmem/check_room", word);

	if (!rc || rc == -ENOENT)
		return 0;
	return fails(d, -rc, say("its check of the room cannot be set: %s",
				 strerror(-rc)),
		     next_step(-rc, see_log(device_name(d))));
}

/* Unplug all memory of the device, or undo the change. */
static int unplug(const struct daxkmem_device *d, const struct detach_how *how)
{
	struct huge_keep pools;
	int rc = 0;

	if (how->scrub)
		rc = daxkmem_device_write(d, "dax_kmem/scrub_on_unplug", "1");
	if (rc)
		return fails(d, -rc, say("it cannot be scrubbed: %s",
					 strerror(-rc)),
			     next_step(-rc, see_log(device_name(d))));
	rc = huge_before(&pools, d, 0, "detach");
	if (!rc && how->force)
		rc = set_check_room(d, "0");
	if (rc)
		return rc;
	stop_after(how->timeout);
	rc = progress_write(d, "state", dk_state_word(DK_UNPLUGGED),
			    "detaching", 0);
	stop_cancel();
	if (how->force)
		set_check_room(d, "1");
	rc = rc ? unplug_fails(d, how, -rc) : 0;
	huge_after(&pools, d, !rc);
	return rc;
}

/* No memory is plugged now. An error here leaves the device unbound. */
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

/*
 * The driver's list is lost when the module is unloaded. Errors are harmless.
 */
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

/* Caller holds the lock and has refreshed the device. */
static int detach(struct daxkmem_device *d, const struct detach_how *how,
		  const char **done)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);
	bool home = !strcmp(driver, DAX_HOME);
	bool already = home || (!*driver && !driver_exists(ctx, DAX_HOME));
	int rc = home ? 0 : check(d);

	if (!rc && daxkmem_device_attached(d)) {
		remember(d);
		rc = unplug(d, how);
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

/**
 * detach_device - detach a device and return it to device_dax
 * @d: the device
 * @how: options
 * @done: receives the text of the success line
 *
 * Returns 0, or an exit code after an error message.
 */
int detach_device(struct daxkmem_device *d, const struct detach_how *how,
		  const char **done)
{
	int lock, rc;

	stop_catch();
	stop_after(how->timeout);
	lock = device_lock_read(d, "detach");
	if (lock < 0)
		return -lock;
	stop_cancel();
	rc = detach(d, how, done);
	close(lock);
	return rc;
}
