// SPDX-License-Identifier: LGPL-2.1-or-later
/* Unplug a device and return it to device_dax if that is loaded, or to kmem. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include "lib/act/device.h"
#include "lib/act/given_up.h"
#include "lib/act/hugepages.h"
#include "lib/act/ledger.h"
#include "lib/act/obstacle.h"
#include "policy.h"

#define ACTION "detach"
#define ALREADY 1
#define IN_TREE "kmem"

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return device_fails(d, DAXKMEM_FAILED, err, ACTION, cause, next);
}

static int refuse_pool(const struct daxkmem_device *d)
{
	if (pool_donated(d))
		return fails(d, EBUSY,
			     "donated to the hypervisor, which keeps it until the host reboots",
			     "daxkmem xen list");
	return fails(d, EBUSY, "held for the guests of a Xen host",
		     say("echo %s > " DAX_DRIVERS "/" POOL_DRIVER "/unbind",
			 d->name));
}

/* Bad pages of the driver or the ledger; or a negative errno with the error set. */
static int nr_bad(const struct daxkmem_device *d)
{
	struct daxkmem_range *v = NULL;
	struct notes known;
	int nr = device_has_bad_pages(d) ? daxkmem_device_bad(d, &v) : 0;
	int rc;

	free(v);
	if (nr < 0)
		return fails(d, -nr, "its bad pages cannot be read",
			     next_step(-nr, see_log(d->name)));
	rc = ledger_read(d, ACTION, &known);
	if (rc)
		return rc;
	rc = nr > 0 ? nr : known.nr;
	notes_free(&known);
	return rc;
}

/* Check that the in-tree driver can have the device. */
static int check_kmem(const struct daxkmem_device *d)
{
	const char *ours = daxkmem_driver(d->ctx);
	int nr;

	if (d->range)
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, ACTION,
				    IN_TREE " cannot use a range of addresses",
				    say("daxkmem detach %s", d->name));
	if (ours && !strcmp(ours, IN_TREE))
		return device_fails(d, DAXKMEM_UNSUPPORTED, 0, ACTION,
				    "the driver named " IN_TREE " is dax_kmem itself",
				    "load dax_kmem without bus_name=" IN_TREE);
	if (!driver_exists(d->ctx, IN_TREE))
		return fails(d, ENOENT,
			     "the in-tree driver " IN_TREE " is not loaded",
			     "modprobe " IN_TREE);
	nr = nr_bad(d);
	if (nr > 0)
		return fails(d, EBUSY,
			     "it has known bad pages, which " IN_TREE " would use",
			     say("daxkmem bad list %s shows them; to detach it anyway, run: daxkmem detach %s --return-to "
				 DAX_HOME, d->name, d->name));
	return nr;
}

/* Check that the device can be detached. */
static int check(const struct daxkmem_device *d, const char *next)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (daxkmem_device_pool(d))
		return refuse_pool(d);
	if (*driver && !daxkmem_device_attached(d))
		return fails(d, EBUSY, device_bound_text(d),
			     daxkmem_device_in_tree(d) ?
				     say("daxctl reconfigure-device -f -m devdax %s",
					 d->name) :
			     !strcmp(driver, DAX_HOME) ?
				     say("daxctl reconfigure-device -m system-ram %s",
					 d->name) :
				     NULL);
	return strcmp(next, IN_TREE) ? 0 : check_kmem(d);
}

static const char *unplug_cause(const struct daxkmem_device *d, int err)
{
	if (err == EINTR && stop_of(d->ctx) == DAXKMEM_STOP_TIME)
		return "its memory could not be freed within the time limit; the device is unchanged";
	if (err == EINTR)
		return "interrupted by a signal; the device is unchanged";
	if (err == ETIMEDOUT)
		return say("its memory could not be freed within its timeout of %lld s; the device is unchanged",
			   daxkmem_device_number(d, DAXKMEM_TIMEOUT));
	if (err == ENOMEM)
		return "the other nodes have no room for the memory in use; the device is unchanged";
	if (err == EBUSY)
		return "its memory has pages that cannot be moved; the device is unchanged";
	return say("unplugging its memory failed: %s", strerror(err));
}

static int unplug_fails(const struct daxkmem_device *d, int err)
{
	const char *next;
	int rc;

	if (err == EINTR || err == EBUSY || err == ETIMEDOUT)
		next = say("daxkmem why %s shows what holds it", d->name);
	else if (err == ENOMEM)
		next = say("free memory or add swap, or run: daxkmem detach %s --force",
			   d->name);
	else
		next = next_step(err, see_log(d->name));
	rc = fails(d, err, unplug_cause(d, err), next);
	obstacle_add(d, err);
	return rc;
}

/* Older drivers do not check the room and lack this attribute. */
static int set_check_room(const struct daxkmem_device *d, const char *word)
{
	int rc = daxkmem_device_write(d, "dax_kmem/check_room", word);

	return rc == -ENOENT ? 0 : rc;
}

static int forbid_check(const struct daxkmem_device *d)
{
	int rc = set_check_room(d, "0");

	if (!rc)
		return 0;
	return fails(d, -rc,
		     say("disabling its room check failed: %s", strerror(-rc)),
		     next_step(-rc, see_log(d->name)));
}

/* An error undoes nothing: the memory is gone, or the change has failed. */
static void allow_check(const struct daxkmem_device *d)
{
	int rc = set_check_room(d, "1");

	if (rc)
		device_warn(d, say("its room check stays disabled: %s; to enable it, run: daxkmem set %s check-room=yes",
				   strerror(-rc), d->name));
}

/* Unplug all memory of the device, or undo the change. */
static int unplug(const struct daxkmem_device *d, unsigned int flags)
{
	struct huge_keep pools;
	int rc = 0;

	if (flags & DAXKMEM_DETACH_SCRUB)
		rc = daxkmem_device_write(d, "dax_kmem/scrub_on_unplug", "1");
	if (rc)
		return fails(d, -rc,
			     say("enabling the scrub failed: %s", strerror(-rc)),
			     next_step(-rc, see_log(d->name)));
	rc = huge_before(&pools, d, 0, ACTION);
	if (!rc && (flags & DAXKMEM_DETACH_FORCE))
		rc = forbid_check(d);
	if (rc)
		return rc;
	rc = device_write(d, "state", dk_state_word(DK_UNPLUGGED), "detaching",
			  0);
	if (flags & DAXKMEM_DETACH_FORCE)
		allow_check(d);
	rc = rc ? unplug_fails(d, -rc) : 0;
	huge_after(&pools, d, !rc);
	return rc;
}

/* No memory is plugged now. An error here leaves the device unbound. */
static int let_go(struct daxkmem_device *d, const char *next)
{
	const char *name = d->name;
	struct daxkmem_failure why;
	int rc = driver_unbind(d, next, &why);

	if (!rc)
		return 0;
	if (rc == -EBUSY && why.step == DAXKMEM_RETURN)
		return fails(d, EBUSY, "its memory is still in use",
			     say("daxkmem attach %s takes over memory that an earlier unbind left online; then detach it",
				 name));
	return fails(d, -rc,
		     say("%s: %s",
			 why.step == DAXKMEM_RELEASE ?
				 "its memory is unplugged, but unbinding from dax_kmem failed" :
			 why.step == DAXKMEM_FORGET ?
				 "removing its name from dax_kmem failed" :
				 say("binding to %s failed", next),
			 strerror(-rc)),
		     next_step(-rc, see_log(name)));
}

/* The driver's list is lost when the module is unloaded. Errors are not fatal. */
static void remember(const struct daxkmem_device *d)
{
	const struct daxkmem_error *e = &d->ctx->error;

	if (!ledger_save(d, "save bad pages"))
		return;
	log_text(d->ctx, LOG_WARNING, e->texts[DAXKMEM_ERROR_OBJECT],
		 say("cannot save bad pages: %s (%s); detaching it anyway",
		     e->texts[DAXKMEM_ERROR_CAUSE], strerrorname_np(e->err)));
	error_clear(d->ctx);
}

/* Caller holds the lock and has refreshed the device. */
static int detach(struct daxkmem_device *d, const void *arg)
{
	unsigned int flags = *(const unsigned int *)arg;
	const char *next = flags & DAXKMEM_DETACH_KMEM ? IN_TREE : DAX_HOME;
	const char *driver = device_text(d, DAXKMEM_DRIVER);
	bool there = !daxkmem_device_attached(d) && !strcmp(driver, next);
	bool already = there || (!*driver && (d->range ||
					      !driver_exists(d->ctx, next)));
	int rc = there ? 0 : check(d, next);

	if (!rc && daxkmem_device_attached(d)) {
		remember(d);
		rc = unplug(d, flags);
	}
	if (!rc && !there)
		rc = let_go(d, next);
	if (rc)
		return rc;
	given_up_wipe(d);
	return already ? ALREADY : 0;
}

int daxkmem_detach(struct daxkmem_device *d, unsigned int flags)
{
	return device_change(d, ACTION, detach, &flags);
}
