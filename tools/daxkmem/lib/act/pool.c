// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Donate a device to the hypervisor as a pool, or leave it unchanged. device_dax
 * is not involved: a device that was bound to device_dax since the host booted
 * cannot become a pool.
 */
#include <errno.h>
#include <string.h>
#include "lib/act/bad_cxl.h"
#include "lib/act/device.h"
#include "lib/act/hotadd.h"
#include "lib/act/ledger.h"

#define ACTION "attach to the hypervisor"
#define ALREADY 1

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return device_fails(d, DAXKMEM_FAILED, err, ACTION, cause, next);
}

/*
 * Bind a device without a driver to dax_kmem_xen, without donating memory.
 * Write new_id last: a device still unbound at that time would be donated at
 * once. Caller holds the lock. Returns 0, or a negative errno.
 */
static int pool_bind(struct daxkmem_device *d, struct daxkmem_failure *why)
{
	int rc;

	*why = (struct daxkmem_failure){ .step = DAXKMEM_BIND };
	rc = driver_write(d->ctx, POOL_DRIVER, "bind_unplugged", d->name);
	if (rc)
		return rc;
	why->step = DAXKMEM_NAME_IT;
	rc = driver_write(d->ctx, POOL_DRIVER, "new_id", d->name);
	if (rc)
		why->back = driver_write(d->ctx, POOL_DRIVER, "unbind",
					 d->name);
	return rc ?: daxkmem_device_refresh(d);
}

/* Undo pool_bind(). Returns 0, or a negative errno. */
static int pool_unbind(struct daxkmem_device *d)
{
	int rc = driver_write(d->ctx, POOL_DRIVER, "unbind", d->name);

	if (!rc)
		rc = driver_write(d->ctx, POOL_DRIVER, "remove_id", d->name);
	return rc ?: daxkmem_device_refresh(d);
}

/* True if the hypervisor has the device's memory. */
bool pool_donated(const struct daxkmem_device *d)
{
	return d->pool && !strcmp(d->texts[DAXKMEM_STATE], "donated");
}

/* True in a Xen domain. */
static bool on_xen(const struct daxkmem_ctx *ctx)
{
	char type[WORD_LEN];

	return root_read(ctx, type, sizeof(type), "/sys/hypervisor/type") > 0 &&
	       !strcmp(type, "xen");
}

/* Check that no other driver has used a device since the host booted. */
static int check_unused(const struct daxkmem_device *d)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (driver_exists(d->ctx, DAX_HOME))
		return fails(d, EBUSY,
			     DAX_HOME " is loaded, and the hypervisor cannot take a device that " DAX_HOME " may have used since the host booted",
			     "daxkmem xen enable keeps " DAX_HOME " from being loaded; then reboot the host");
	if (*driver)
		return fails(d, EBUSY,
			     say("bound to the driver %s, and the hypervisor cannot take a device that another driver has used since the host booted",
				 driver),
			     "reboot the host, and let no driver bind the device");
	return 0;
}

/* Checks what sysfs and the hypervisor show; the driver checks more. */
int daxkmem_pool_check(const struct daxkmem_device *d)
{
	int rc = 0;

	error_clear(d->ctx);
	if (!on_xen(d->ctx))
		return fails(d, EBUSY, "this kernel does not run on a Xen hypervisor",
			     "boot Xen, with this system as its Dom0");
	if (pool_donated(d))
		return 0;
	if (!daxkmem_device_pool(d))
		rc = check_unused(d);
	return rc ?: hotadd_check(d, ACTION);
}

/* Next step after a failed write: read a plan or the kernel log. */
static const char *after(const struct daxkmem_device *d, int err)
{
	if (err == ENOSPC || err == ENXIO)
		return say("daxkmem xen plan %s shows why", d->name);
	return next_step(err, see_log(d->name));
}

static int write_file(const struct daxkmem_device *d, const char *file,
		      const char *word)
{
	int rc = daxkmem_device_write(d, say(POOL_DRIVER "/%s", file), word);

	if (!rc)
		return 0;
	return fails(d, -rc,
		     say("setting %s to \"%s\" failed: %s", file, word, strerror(-rc)),
		     after(d, -rc));
}

/* Xen 4.18 and newer: tell the driver in which way the hypervisor is patched. */
static int donate(const struct daxkmem_device *d)
{
	struct hotadd patch;
	int rc;

	if (!hotadd_needed(d->ctx))
		return write_file(d, "state", "donated");
	rc = hotadd_begin(d, ACTION, &patch);
	if (rc)
		return rc;
	rc = write_file(d, "state", say("donated %s", patch.word));
	hotadd_end(d, &patch);
	return rc;
}

/* How a device is attached. */
struct wanted {
	long long pxm;
	unsigned int flags;
};

static int set_and_give(struct daxkmem_device *d, const struct wanted *w)
{
	int rc = w->pxm < 0 ? 0 : write_file(d, "pxm", say("%lld", w->pxm));

	if (!rc && (w->flags & DAXKMEM_POOL_SCRUB))
		rc = write_file(d, "scrub_extents", "1");

	if (!rc && stop_of(d->ctx))
		rc = fails(d, EINTR, "interrupted by a signal; the device is unchanged", NULL);
	return rc ?: donate(d);
}

/* If this fails, restore the proximity domain of a device bound before. */
static int give(struct daxkmem_device *d, const struct wanted *w)
{
	long long was = daxkmem_device_number(d, DAXKMEM_PXM);
	int rc;

	bad_cxl_refresh(d);
	rc = ledger_feed(d, ACTION);
	if (rc)
		return rc;
	rc = set_and_give(d, w);
	if (rc && w->pxm >= 0)
		daxkmem_device_write(d, POOL_DRIVER "/pxm", say("%lld", was));
	return rc;
}

static int bind_fails(const struct daxkmem_device *d, int err,
		      const struct daxkmem_failure *why)
{
	const char *left = why->back ?
		say("; unbinding from " POOL_DRIVER " failed, too (%s)",
		    strerrorname_np(-why->back)) : "";

	return fails(d, err,
		     say("%s: %s%s",
			 why->step == DAXKMEM_NAME_IT ?
				 "registering its name with " POOL_DRIVER " failed" :
				 "binding to " POOL_DRIVER " failed",
			 strerror(err), left),
		     next_step(err, see_log(d->name)));
}

static int bind_and_give(struct daxkmem_device *d, const struct wanted *w)
{
	struct daxkmem_failure why;
	int back, rc = pool_bind(d, &why);

	if (rc)
		return bind_fails(d, -rc, &why);
	rc = give(d, w);
	if (!rc)
		return 0;
	back = pool_unbind(d);
	if (back)
		device_warn(d,
			    say("could not be restored: %s",
				strerror(-back)));
	return rc;
}

static int check_same(const struct daxkmem_device *d, long long wanted)
{
	long long pxm = daxkmem_device_number(d, DAXKMEM_PXM);

	if (wanted < 0 || wanted == pxm)
		return 0;
	return fails(d, 0,
		     say("already donated to the hypervisor as memory of proximity domain %lld",
			 pxm),
		     "reboot the host to donate it as memory of another proximity domain");
}

/* Caller holds the lock and has refreshed the device. */
static int attach(struct daxkmem_device *d, const void *arg)
{
	const struct wanted *w = arg;
	int rc;

	if (pool_donated(d))
		return check_same(d, w->pxm) ?: ALREADY;
	rc = daxkmem_pool_check(d);
	if (rc)
		return rc;
	/* bound before, by an attach that was killed or by hand */
	return daxkmem_device_pool(d) ? give(d, w) : bind_and_give(d, w);
}

int daxkmem_pool_attach(struct daxkmem_device *d, long long pxm,
			unsigned int flags)
{
	const struct wanted w = { pxm, flags };
	int rc = 0;

	if (!pool_donated(d))
		rc = daxkmem_pool_check(d) ?: device_load_driver(d, ACTION, POOL_DRIVER);
	return rc ?: device_change(d, ACTION, attach, &w);
}
