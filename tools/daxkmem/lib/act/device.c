// SPDX-License-Identifier: LGPL-2.1-or-later
/* Errors and warnings about a device, and checks that several changes share. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <syslog.h>
#include "lib/act/device.h"
#include "lib/host/modules.h"

#define FAMFS_DRIVER "fsdev_dax"

/* Like fail() with the device as the object. */
int device_fails(const struct daxkmem_device *d, enum daxkmem_error_kind kind,
		 int err, const char *action, const char *cause,
		 const char *next)
{
	return fail(d->ctx, kind, err, d->name, action, cause, next);
}

void device_warn(const struct daxkmem_device *d, const char *text)
{
	log_text(d->ctx, LOG_WARNING, d->name, text);
}

/* True in the mode that Linux 7.3 has for famfs (drivers/dax/fsdev.c). */
bool device_is_famfs(const struct daxkmem_device *d)
{
	return !strcmp(device_text(d, DAXKMEM_DRIVER), FAMFS_DRIVER);
}

/* How another driver has the device. */
const char *device_bound_text(const struct daxkmem_device *d)
{
	if (daxkmem_device_in_tree(d))
		return "in use by the in-tree kmem driver";
	return say(device_is_famfs(d) ? "in famfs mode, bound to the driver %s" :
					"bound to the driver %s",
		   device_text(d, DAXKMEM_DRIVER));
}

/* Sets the error for a device that is not attached. */
int device_not_attached(const struct daxkmem_device *d, const char *action)
{
	if (daxkmem_device_in_tree(d))
		return device_fails(d, DAXKMEM_UNSUPPORTED, ENOENT, action,
				    device_bound_text(d),
				    say("daxctl list -d %s", d->name));
	return device_fails(d, DAXKMEM_FAILED, ENOENT, action,
			    "not attached",
			    say("daxkmem attach %s", d->name));
}

static bool is_loaded(struct daxkmem_ctx *ctx, const char *module)
{
	return strcmp(module, POOL_DRIVER) ? daxkmem_driver(ctx) != NULL :
					     driver_exists(ctx, module);
}

/* Load dax_kmem or dax_kmem_xen unless it is already loaded. */
int device_load_driver(const struct daxkmem_device *d, const char *action,
		       const char *module)
{
	int rc = is_loaded(d->ctx, module) ? 0 : module_load(d->ctx, module);
	const char *cause, *next;

	if (!rc && is_loaded(d->ctx, module))
		return 0;
	module_explain(module, -rc, &cause, &next);
	return device_fails(d, DAXKMEM_UNSUPPORTED,
			    rc == -EOPNOTSUPP ? 0 : -rc, action, cause, next);
}

/* PIDs of processes that hold the device: "12, 345". *nr: count or errno. */
const char *holders_text(const struct daxkmem_device *d, int *nr)
{
	const char *text = "";
	pid_t *pids;
	int i;

	*nr = daxkmem_device_holders(d, &pids);
	if (*nr < 0)
		return text;
	for (i = 0; i < *nr && i < 16; i++)
		text = say("%s%s%d", text, i ? ", " : "", pids[i]);
	if (i < *nr)
		text = say("%s, ...", text);
	free(pids);
	return text;
}

/**
 * device_unused - refuse a device that a process has open or mapped
 * @force: how to do it anyway; NULL: not possible
 */
int device_unused(const struct daxkmem_device *d, const char *action,
		  const char *force)
{
	int nr;
	const char *pids = holders_text(d, &nr);

	if (nr < 0)
		return device_fails(d, DAXKMEM_FAILED, -nr, action,
				    "the processes that have it open cannot be read from /proc",
				    force ? say("mount /proc, or use %s", force) :
					    "mount /proc");
	if (!nr)
		return 0;
	return device_fails(d, DAXKMEM_FAILED, EBUSY, action,
			    say("%s %s %s it open or mapped",
				nr == 1 ? "process" : "processes", pids,
				nr == 1 ? "has" : "have"),
			    force ? say("end the processes that use it; %s takes the device from them",
					force) :
				    "end the processes that use it");
}

/**
 * device_not_xen_pv - refuse to bind a device to dax_kmem in a Xen PV domain
 *
 * Call this before any change: a PV Dom0 crashes when device_dax is unbound
 * from a device.
 */
int device_not_xen_pv(const struct daxkmem_device *d, const char *action)
{
	char type[WORD_LEN];

	if (root_read(d->ctx, type, sizeof(type),
		      "/sys/hypervisor/guest_type") <= 0 || strcmp(type, "PV"))
		return 0;
	return device_fails(d, DAXKMEM_UNSUPPORTED, EOPNOTSUPP, action,
			    "memory hotplug is not possible in a Xen PV domain, so dax_kmem does not bind the device",
			    say("daxkmem xen attach %s donates it to the hypervisor, for use by guests",
				d->name));
}

/* Bytes to plug for "all": everything except blocks excluded for bad pages. */
long long device_whole_size(const struct daxkmem_device *d)
{
	long long withheld = daxkmem_device_number(d, DAXKMEM_WITHHELD);

	return daxkmem_device_number(d, DAXKMEM_USABLE) -
	       (withheld > 0 ? withheld : 0);
}

/* True if the bound driver has the attribute bad_pages. */
bool device_has_bad_pages(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) || daxkmem_device_pool(d);
}

/**
 * device_write - write an attribute, and notify the caller before and after
 * @file: see daxkmem_device_write()
 * @what, @goal: see daxkmem_set_progress_fn()
 *
 * Returns the value of daxkmem_device_write(). Sets no error.
 */
int device_write(const struct daxkmem_device *d, const char *file,
		 const char *word, const char *what, long long goal)
{
	struct daxkmem_ctx *ctx = d->ctx;
	int rc;

	if (ctx->progress)
		ctx->progress(d, what, goal, true);
	rc = daxkmem_device_write(d, file, word);
	if (ctx->progress)
		ctx->progress(d, what, goal, false);
	return rc;
}

/* Progress of a scrub in bytes; false if none is in progress. */
bool scrub_progress(const struct daxkmem_device *d, long long *done,
		    long long *all)
{
	*done = root_number(d->ctx, "%s/dax_kmem/scrubbed_size", d->dir);
	*all = root_number(d->ctx, "%s/dax_kmem/scrub_size", d->dir);
	return *done >= 0 && *all > 0;
}
