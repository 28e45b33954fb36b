// SPDX-License-Identifier: LGPL-2.1-or-later
/* Attach a device completely, or leave it unchanged. */
#include <errno.h>
#include <string.h>
#include "lib/act/attach.h"
#include "lib/act/bad_cxl.h"
#include "lib/act/device.h"
#include "lib/act/given_up.h"
#include "lib/act/hugepages.h"
#include "lib/act/ledger.h"
#include "lib/act/set.h"
#include "policy.h"

#define ACTION "attach"
#define ALREADY 1

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return device_fails(d, DAXKMEM_FAILED, err, ACTION, cause, next);
}

static int refuse_driver(const struct daxkmem_device *d)
{
	const char *name = d->name;
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (daxkmem_device_in_tree(d))
		return fails(d, EBUSY, device_bound_text(d),
			     say("daxctl reconfigure-device -f -m devdax %s && daxkmem attach %s",
				 name, name));
	if (daxkmem_device_pool(d))
		return fails(d, EBUSY,
			     "held by dax_kmem_xen for the guests of a Xen host",
			     "daxkmem xen list");
	return fails(d, EBUSY, device_bound_text(d),
		     say("%secho %s > " DAX_DRIVERS "/%s/unbind",
			 device_is_famfs(d) ? "unmount famfs, then run: " : "",
			 name, driver));
}

/*
 * Ignore read errors: bad pages are handled by the bad page list. Only a device
 * bound to device_dax can be read. Do not wipe the signature yet, because later
 * steps may fail: see given_up.c.
 */
static int check_signature(const struct daxkmem_device *d,
			   const struct attach_options *o, struct signature *s)
{
	const char *policy = o->set.value[SET_POLICY];

	/* A reserved device keeps its contents. */
	if (!strcmp(policy, dk_policy_word(DK_POLICY_RESERVED)) ||
	    signature_of_dax(d, s) <= 0)
		*s = (struct signature){ .what = NULL };
	if (!s->what || o->force || o->wipe || given_up(d, s))
		return 0;
	return fails(d, EEXIST,
		     say("the device contains %s, which would be overwritten", s->what),
		     say("daxkmem attach %s --force overwrites it", d->name));
}

/* Check the current driver of the device. */
static int check(const struct daxkmem_device *d, bool force)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (*driver && strcmp(driver, DAX_HOME))
		return refuse_driver(d);
	return device_not_xen_pv(d, ACTION) ?:
	       (force ? 0 : device_unused(d, ACTION, "--force"));
}

static int check_settings(const struct daxkmem_device *d,
			  const struct attach_options *o)
{
	return set_check(d, &o->set, ACTION) ?:
	       huge_want_check(d, setting_or_null(&o->set, SET_HUGEPAGES),
			       ACTION);
}

/* Check whether attach_free() would succeed. */
int attach_allowed(const struct daxkmem_device *d,
		   const struct attach_options *o)
{
	struct signature s;

	return check(d, o->force) ?: check_signature(d, o, &s) ?:
	       check_settings(d, o);
}

static int bind_fails(const struct daxkmem_device *d, int err,
		      const struct daxkmem_failure *why)
{
	const char *left = "";

	if (why->back)
		left = say("; restoring its previous driver failed, too (%s)",
			   strerrorname_np(-why->back));
	if (err == EOPNOTSUPP)
		return device_fails(d, DAXKMEM_UNSUPPORTED, err, ACTION,
				    "the loaded module dax_kmem is older than this tool",
				    "load the module that came with this tool");
	if (stop_of(d->ctx) && err == EINTR)
		return fails(d, err, say("interrupted by a signal%s", left), NULL);
	return fails(d, err,
		     say("%s: %s%s",
			 why->step == DAXKMEM_RELEASE ?
				 "unbinding from its driver failed" :
			 why->step == DAXKMEM_NAME_IT ?
				 "registering its name with dax_kmem failed" :
				 "binding to dax_kmem failed",
			 strerror(err), left),
		     next_step(err, see_log(d->name)));
}

/* Pass known bad pages to the driver first, so that it never adds one. */
static int set_up(struct daxkmem_device *d, const struct attach_options *o,
		  struct daxkmem_settings *was)
{
	memset(was, 0, sizeof(*was));
	bad_cxl_refresh(d);
	return ledger_feed(d, ACTION) ?: set_write(d, &o->set, was, ACTION);
}

static int plug_fails(const struct daxkmem_device *d, int err)
{
	if (err == EINTR)
		return fails(d, err, "interrupted by a signal", NULL);
	return fails(d, err, say("adding its memory failed: %s", strerror(err)),
		     next_step(err, see_log(d->name)));
}

/* State of a fully plugged device by its policy; NULL if there is none. */
static const char *whole_state(const struct daxkmem_device *d)
{
	const char *policy = device_text(d, DAXKMEM_POLICY);
	int p = dk_policy_parse(policy, strlen(policy));
	enum dk_state goal = p < 0 ? DK_OFFLINE : dk_policy_goal(p);

	return dk_state_online(goal) ? dk_state_word(goal) : NULL;
}

/* True under the policy that adds no memory. */
static bool is_reserved(const struct daxkmem_device *d)
{
	const char *policy = device_text(d, DAXKMEM_POLICY);

	return dk_policy_parse(policy, strlen(policy)) == DK_POLICY_RESERVED;
}

/*
 * Plug like a bind with plug=all. For the whole device, write its state: the
 * driver completes or undoes that change even if this process is killed.
 */
static int plug(struct daxkmem_device *d, const struct attach_options *o)
{
	long long goal, size = setting_bytes(&o->set, SET_SIZE);
	const char *state;
	int rc;

	daxkmem_device_refresh(d);
	goal = size >= 0 ? size : device_whole_size(d);
	state = size >= 0 ? NULL : whole_state(d);
	if (stop_of(d->ctx))
		rc = -EINTR;
	else if (is_reserved(d))
		rc = 0;
	else if (state)
		rc = device_write(d, "state", state, "attaching", goal);
	else
		rc = device_write(d, "dax_kmem/requested_size",
				  say("%lld", goal), "attaching", goal);
	return rc ? plug_fails(d, -rc) : 0;
}

/* Unplug memory that was added, and return the device. */
static void undo(struct daxkmem_device *d)
{
	struct daxkmem_failure why;
	int rc = daxkmem_device_write(d, "state",
				      dk_state_word(DK_UNPLUGGED));

	/* -ENOENT: the device was not bound yet */
	if (!rc || rc == -ENOENT)
		rc = daxkmem_device_unbind(d, &why);
	if (rc)
		device_warn(d,
			    say("could not be restored: %s; to retry, run: daxkmem detach %s",
				strerror(-rc), d->name));
}

/* Command that changes a setting of an attached device. */
static const char *change_command(const struct daxkmem_device *d,
				  enum setting s, const char *value)
{
	const struct daxkmem_setting *info = setting_info(s);
	const char *name = d->name;

	if (s == SET_HUGEPAGES)
		return huge_want_command(value, daxkmem_device_number(d,
							DAXKMEM_NODE));
	if (info->unplugged_only)
		return say("daxkmem state %s unplugged && daxkmem set %s %s=%s",
			   name, name, info->name, value);
	return say("daxkmem set %s %s=%s", name, info->name,
		   info->kind == DAXKMEM_SETTING_SWITCH ? set_text(s, value) : value);
}

/* Compare an attached device with the options. */
static int check_same(const struct daxkmem_device *d,
		      const struct attach_options *o)
{
	const char *name, *value;
	int s;

	for (s = 0; s < NR_SETTINGS; s++) {
		value = o->set.value[s];
		if (!setting_given(&o->set, s) || !set_differs(d, s, value))
			continue;
		name = setting_info(s)->name;
		return device_fails(d, DAXKMEM_FAILED, 0,
				    say("attach with %s %s", name,
					set_text(s, value)),
				    say("already attached with %s %s", name,
					set_now(d, s, value)),
				    change_command(d, s, value));
	}
	return 0;
}

/*
 * The bind took over memory that an earlier unbind left online. The memory
 * keeps its settings; online the rest of the device.
 */
static int settle(struct daxkmem_device *d, const struct attach_options *o)
{
	struct daxkmem_settings was;
	int rc;

	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0)
		return o->take_as_is ? 0 : check_same(d, o);
	rc = set_up(d, o, &was);
	if (!rc)
		rc = plug(d, o);
	if (!rc)
		rc = huge_want_set_up(d, setting_or_null(&o->set,
							 SET_HUGEPAGES), ACTION);
	if (rc)
		undo(d);
	return rc;
}

/**
 * attach_free - attach a device that is not bound to dax_kmem
 *
 * Caller holds the lock and has refreshed the device.
 */
int attach_free(struct daxkmem_device *d, const struct attach_options *o)
{
	struct daxkmem_failure why;
	struct signature s;
	int rc = check(d, o->force) ?: check_signature(d, o, &s);

	if (!rc)
		rc = check_settings(d, o);
	if (rc)
		return rc;
	rc = daxkmem_device_bind(d, &why);
	rc = rc ? bind_fails(d, -rc, &why) : settle(d, o);
	if (!rc)
		given_up_keep(d, &s);
	return rc;
}

/* Plug a device that was bound by hand or by an attach that was killed. */
static int complete(struct daxkmem_device *d, const struct attach_options *o)
{
	struct daxkmem_settings was;
	int rc = check_settings(d, o) ?: set_up(d, o, &was);

	if (rc)
		return rc;
	rc = plug(d, o) ?:
	     huge_want_set_up(d, setting_or_null(&o->set, SET_HUGEPAGES),
			      ACTION);
	if (!rc)
		return 0;
	if (daxkmem_device_write(d, "state", dk_state_word(DK_UNPLUGGED)))
		device_warn(d,
			    say("some of its memory is still plugged; to unplug it, run: daxkmem detach %s",
				d->name));
	else
		set_restore(d, &was);
	return rc;
}

static bool has_memory(const struct daxkmem_device *d)
{
	return daxkmem_device_attached(d) &&
	       daxkmem_device_number(d, DAXKMEM_PLUGGED) != 0;
}

/* Caller holds the lock and has refreshed the device. */
static int attach(struct daxkmem_device *d, const void *options)
{
	const struct attach_options *o = options;

	if (has_memory(d))
		return check_same(d, o) ?: ALREADY;
	return daxkmem_device_attached(d) ? complete(d, o) : attach_free(d, o);
}

int daxkmem_attach(struct daxkmem_device *d,
		   const struct daxkmem_settings *settings, unsigned int flags)
{
	struct attach_options o = {
		.force = flags & DAXKMEM_ATTACH_FORCE,
		.wipe = flags & DAXKMEM_ATTACH_OVERWRITE,
	};
	int rc;

	error_clear(d->ctx);
	if (settings)
		o.set = *settings;
	/* needs no lock if there is nothing to do */
	if (has_memory(d))
		rc = attach(d, &o);
	else
		rc = device_load_driver(d, ACTION, "dax_kmem") ?: device_change(d, ACTION, attach, &o);
	daxkmem_device_refresh(d);
	return rc;
}
