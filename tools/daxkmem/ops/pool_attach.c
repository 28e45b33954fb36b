// SPDX-License-Identifier: GPL-2.0-or-later
/* Donate a device to the hypervisor as a pool, or leave it unchanged. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/host/modules.h"
#include "lib/act/device.h"
#include "ops/device.h"
#include "lib/act/ledger.h"
#include "ops/pool.h"

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, device_name(d), "attach to the hypervisor",
			cause, next);
}

/* @where: option or configuration line. Returns 0, or USAGE. */
int pool_options_check(const struct pool_options *o, const char *where)
{
	char *end;
	unsigned long n;

	if (!o->pxm)
		return 0;
	errno = 0;
	n = strtoul(o->pxm, &end, 10);
	if (*o->pxm >= '0' && *o->pxm <= '9' && !*end && !errno &&
	    n <= INT_MAX)
		return 0;
	return usage(where, say("invalid %s '%s' (choose the number of a proximity domain of the SRAT)",
				where, o->pxm), "daxkmem xen plan DEVICE");
}

/* True in a Xen domain. */
static bool on_xen(void)
{
	char type[WORD_LEN];

	return root_read(ctx, type, sizeof(type), "/sys/hypervisor/type") > 0 &&
	       !strcmp(type, "xen");
}

/**
 * pool_refusal - explain why a device cannot be a pool in this boot
 * @next: receives the next step, or NULL
 *
 * Checks only what sysfs shows; the driver checks more. Returns NULL if there
 * is no reason.
 */
const char *pool_refusal(const struct daxkmem_device *d, const char **next)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	*next = NULL;
	if (!on_xen()) {
		*next = "boot Xen, with this system as its Dom0";
		return "there is no Xen hypervisor below this kernel";
	}
	if (daxkmem_device_pool(d))
		return NULL;
	if (driver_exists(ctx, DAX_HOME)) {
		*next = "daxkmem xen enable keeps " DAX_HOME " from being loaded; then boot the host again";
		return DAX_HOME " is loaded, and what it may have had since the host booted the hypervisor cannot get";
	}
	if (*driver) {
		*next = "boot the host again, and have nothing bind it";
		return say("the driver %s has it, and what another driver has had since the host booted the hypervisor cannot get",
			   driver);
	}
	return NULL;
}

/* Returns 0, or an exit code. */
int pool_load_driver(const struct daxkmem_device *d)
{
	int rc = 0;

	if (!driver_exists(ctx, POOL_DRIVER))
		rc = module_load(ctx, POOL_DRIVER);
	if (!rc && driver_exists(ctx, POOL_DRIVER))
		return 0;
	return complain(UNSUPPORTED, rc == -EOPNOTSUPP ? 0 : -rc,
			device_name(d), "attach to the hypervisor",
			rc == -ENOENT ?
			"there is no driver " POOL_DRIVER " for the kernel that runs" :
			"the driver " POOL_DRIVER " is not loaded",
			rc == -ENOENT ?
			"install dax-kmem-dkms, or make modules modules_install" :
			"modprobe " POOL_DRIVER "; dmesg | grep " POOL_DRIVER);
}

/*
 * Check in sysfs whether a pool attach can succeed. Returns 0 or an exit code.
 */
int pool_allowed(const struct daxkmem_device *d)
{
	const char *next, *why = pool_refusal(d, &next);

	return why ? fails(d, EBUSY, why, next) : 0;
}

/* Next step after a failed write: read a plan or the kernel log. */
static const char *after(const struct daxkmem_device *d, int err)
{
	if (err == ENOSPC || err == ENXIO)
		return say("daxkmem xen plan %s says why", device_name(d));
	return next_step(err, see_log(device_name(d)));
}

static int write_file(const struct daxkmem_device *d, const char *file,
		      const char *word)
{
	int rc = daxkmem_device_write(d, say(POOL_DRIVER "/%s", file), word);

	if (!rc)
		return 0;
	return fails(d, -rc,
		     say("%s cannot be \"%s\": %s", file, word, strerror(-rc)),
		     after(d, -rc));
}

static int set_and_give(struct daxkmem_device *d, const struct pool_options *o)
{
	int rc = o->pxm ? write_file(d, "pxm", o->pxm) : 0;

	if (!rc && stop_asked())
		rc = fails(d, EINTR, "a signal ended it; all is as it was", NULL);
	return rc ?: write_file(d, "state", "donated");
}

/* If this fails, restore the proximity domain of a device bound before. */
static int give(struct daxkmem_device *d, const struct pool_options *o)
{
	long long pxm = daxkmem_device_number(d, DAXKMEM_PXM);
	int rc = told(ledger_feed(d, "attach to the hypervisor"));

	if (rc)
		return rc;
	rc = set_and_give(d, o);
	if (rc && o->pxm)
		daxkmem_device_write(d, POOL_DRIVER "/pxm", say("%lld", pxm));
	return rc;
}

static int bind_fails(const struct daxkmem_device *d, int err,
		      const struct daxkmem_failure *why)
{
	const char *left = why->back ?
		say("; nor does " POOL_DRIVER " let it go (%s)",
		    strerrorname_np(why->back)) : "";

	return fails(d, err,
		     say("%s: %s%s",
			 why->step == DAXKMEM_NAME_IT ?
				 POOL_DRIVER " does not take its name" :
				 POOL_DRIVER " does not bind it",
			 strerror(err), left),
		     next_step(err, see_log(device_name(d))));
}

static int bind_and_give(struct daxkmem_device *d, const struct pool_options *o)
{
	struct daxkmem_failure why;
	int back, rc = pool_bind(d, &why);

	if (rc)
		return bind_fails(d, -rc, &why);
	rc = give(d, o);
	if (!rc)
		return 0;
	back = pool_unbind(d);
	if (back)
		warn(device_name(d),
		     say("it could not be put back as it was: %s",
			 strerror(-back)));
	return rc;
}

static int check_same(const struct daxkmem_device *d,
		      const struct pool_options *o)
{
	long long pxm = daxkmem_device_number(d, DAXKMEM_PXM);

	if (!o->pxm || strtoll(o->pxm, NULL, 10) == pxm)
		return 0;
	return fails(d, 0,
		     say("it is the hypervisor's already, as memory of proximity domain %lld",
			 pxm),
		     "boot the host again to give it as memory of another");
}

/*
 * Caller holds the lock and has refreshed the device. Returns 0 or an exit
 * code.
 */
int pool_attach_locked(struct daxkmem_device *d, const struct pool_options *o)
{
	int rc;

	if (pool_donated(d))
		return check_same(d, o);
	rc = pool_allowed(d);
	if (rc)
		return rc;
	/* bound before, by an attach that was killed or by hand */
	return daxkmem_device_pool(d) ? give(d, o) : bind_and_give(d, o);
}

static int report(struct daxkmem_device *d, const char *text)
{
	long long node;

	daxkmem_device_refresh(d);
	node = daxkmem_device_number(d, DAXKMEM_XEN_NODE);
	text = say("%s, %s of %s are the hypervisor's until the host reboots",
		   text, human(daxkmem_device_number(d, DAXKMEM_DONATED)),
		   human(daxkmem_device_number(d, DAXKMEM_SIZE)));
	if (node >= 0)
		text = say("%s, memory of its node %lld", text, node);
	device_done(d, text);
	return DONE;
}

/**
 * pool_attach - make a device a pool in one step, or leave it unchanged
 * @d: the device; is refreshed
 * @o: options
 *
 * Returns an exit code, after a success line or an error message.
 */
int pool_attach(struct daxkmem_device *d, const struct pool_options *o)
{
	bool was = pool_donated(d);
	int lock, rc;

	rc = was ? 0 : pool_allowed(d) ?: pool_load_driver(d);
	if (rc)
		return rc;
	stop_catch();
	lock = device_lock_read(d, "attach to the hypervisor");
	if (lock < 0)
		return told(lock);
	rc = pool_attach_locked(d, o);
	close(lock);
	return rc ?: report(d, was ? "attached already" : "attached");
}
