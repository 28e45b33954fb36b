// SPDX-License-Identifier: GPL-2.0-or-later
/* Attach a device completely, or leave it unchanged. */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "host/modules.h"
#include "ops/attach.h"
#include "ops/device.h"
#include "ops/given_up.h"
#include "ops/hugepages.h"
#include "ops/ledger.h"
#include "ops/pool.h"
#include "ops/set.h"
#include "policy.h"

static int fails(const struct daxkmem_device *d, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, device_name(d), "attach", cause, next);
}

static int refuse_driver(const struct daxkmem_device *d)
{
	const char *name = device_name(d);
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (daxkmem_device_in_tree(d))
		return fails(d, EBUSY, "the kernel's own kmem driver has it",
			     say("daxctl reconfigure-device -f -m devdax %s && daxkmem attach %s",
				 name, name));
	if (daxkmem_device_pool(d))
		return fails(d, EBUSY,
			     "it is held for the guests of a Xen host, by dax_kmem_xen",
			     "daxkmem xen list");
	return fails(d, EBUSY, say("the driver %s has it", driver),
		     say("echo %s > " DAX_DRIVERS "/%s/unbind", name, driver));
}

static int refuse_held(const struct daxkmem_device *d)
{
	int nr;
	const char *pids = holders_text(d, &nr);

	if (nr < 0)
		return fails(d, -nr, "who has it open cannot be read in /proc",
			     "mount /proc, or use --force");
	if (!nr)
		return 0;
	return fails(d, EBUSY,
		     say("%s %s %s it open or mapped",
			 nr == 1 ? "process" : "processes", pids,
			 nr == 1 ? "has" : "have"),
		     "end what uses it; --force takes it away from them");
}

/*
 * Ignore read errors: bad pages are handled by the bad page list. Only a device
 * bound to device_dax can be read. Do not wipe the signature yet, because later
 * steps may fail: see given_up.c.
 */
static int check_signature(const struct daxkmem_device *d,
			   const struct attach_options *o, struct signature *s)
{
	if (signature_of_dax(d, s) <= 0)
		*s = (struct signature){ .what = NULL };
	if (!s->what || o->force || o->wipe || given_up(d, s))
		return 0;
	return fails(d, EEXIST, say("it holds %s, which would be overwritten",
				    s->what),
		     say("daxkmem attach %s --force overwrites it",
			 device_name(d)));
}

/* @name: device or namespace. Returns 0, or an exit code. */
int attach_load_driver(const char *name)
{
	int rc;

	if (daxkmem_driver(ctx))
		return 0;
	rc = module_load("dax_kmem");
	if (!rc && daxkmem_driver(ctx))
		return 0;
	return complain(UNSUPPORTED, rc == -EOPNOTSUPP ? 0 : -rc, name, "attach",
			rc == -ENOENT ?
			"there is no driver dax_kmem for the kernel that runs" :
			"the driver dax_kmem is not loaded",
			rc == -ENOENT ?
			"install dax-kmem-dkms, or make modules modules_install" :
			"modprobe dax_kmem; dmesg | grep dax_kmem");
}

/* Check the current driver of the device. Returns 0, or an exit code. */
static int check(const struct daxkmem_device *d, bool force)
{
	const char *driver = device_text(d, DAXKMEM_DRIVER);

	if (*driver && strcmp(driver, DAX_HOME))
		return refuse_driver(d);
	return pool_instead(d, "attach") ?: (force ? 0 : refuse_held(d));
}

static int check_settings(const struct daxkmem_device *d,
			  const struct attach_options *o)
{
	return set_check(d, &o->set, "attach") ?:
	       huge_want_check(d, setting_or_null(&o->set, SET_HUGEPAGES),
			       "attach");
}

/* Check whether attach_free() would succeed. Returns 0, or an exit code. */
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
		left = say("; nor is it back where it was (%s)",
			   strerrorname_np(-why->back));
	if (err == EOPNOTSUPP)
		return complain(UNSUPPORTED, err, device_name(d), "attach",
				"the module dax_kmem that is loaded is older than this tool",
				"load the one that came with it");
	if (stop_asked() && err == EINTR)
		return fails(d, err, say("a signal ended it%s", left), NULL);
	return fails(d, err,
		     say("%s: %s%s",
			 why->step == DAXKMEM_RELEASE ?
			 "its driver does not let it go" :
			 why->step == DAXKMEM_NAME_IT ?
			 "dax_kmem does not take its name" :
			 "dax_kmem does not bind it",
			 strerror(err), left),
		     next_step(err, see_log(device_name(d))));
}

/* Pass known bad pages to the driver first, so that it never adds one. */
static int set_up(const struct daxkmem_device *d,
		  const struct attach_options *o, struct settings *was)
{
	memset(was, 0, sizeof(*was));
	return ledger_feed(d, "attach") ?: set_write(d, &o->set, was, "attach");
}

static int plug_fails(const struct daxkmem_device *d, int err)
{
	if (err == EINTR)
		return fails(d, err, "a signal ended it", NULL);
	return fails(d, err, say("its memory cannot be added: %s",
				 strerror(err)),
		     next_step(err, see_log(device_name(d))));
}

/* State of a fully plugged device by its policy; NULL if there is none. */
static const char *whole_state(const struct daxkmem_device *d)
{
	const char *policy = device_text(d, DAXKMEM_POLICY);
	int p = dk_policy_parse(policy, strlen(policy));
	enum dk_state goal = p < 0 ? DK_OFFLINE : dk_policy_goal(p);

	return dk_state_online(goal) ? dk_state_word(goal) : NULL;
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
	if (stop_asked())
		rc = -EINTR;
	else if (state)
		rc = progress_write(d, "state", state, "attaching", goal);
	else
		rc = progress_write(d, "dax_kmem/requested_size",
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
		warn(device_name(d),
		     say("it could not be put back as it was: %s; daxkmem detach %s tries again",
			 strerror(-rc), device_name(d)));
}

static int report(struct daxkmem_device *d, const char *text)
{
	long long node, online, usable;

	daxkmem_device_refresh(d);
	node = daxkmem_device_number(d, DAXKMEM_NODE);
	online = daxkmem_device_number(d, DAXKMEM_ONLINE);
	usable = daxkmem_device_number(d, DAXKMEM_USABLE);
	if (node >= 0)
		text = say("%s, memory of node %lld", text, node);
	if (daxkmem_device_text(d, DAXKMEM_STATE))
		text = say("%s, state %s", text, device_text(d, DAXKMEM_STATE));
	if (online >= 0 && usable >= 0)
		text = say("%s, %s of %s online", text, human(online),
			   human(usable));
	device_done(d, text);
	return DONE;
}

/* Command that changes a setting of an attached device. */
static const char *change_command(const struct daxkmem_device *d,
				  enum setting s, const char *value)
{
	const struct setting_info *info = setting_info(s);
	const char *name = device_name(d);

	if (s == SET_HUGEPAGES)
		return huge_want_command(value, daxkmem_device_number(d, DAXKMEM_NODE));
	if (info->unplugged_only)
		return say("daxkmem state %s unplugged && daxkmem set %s %s=%s",
			   name, name, info->name, value);
	return say("daxkmem set %s %s=%s", name, info->name,
		   info->kind == SETTING_SWITCH ? set_text(s, value) : value);
}

/* Compare an attached device with the options. Returns 0, or an exit code. */
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
		return complain(FAILED, 0, device_name(d),
				say("attach with %s %s", name,
				    set_text(s, value)),
				say("it is attached with %s %s", name,
				    set_now(d, s, value)),
				change_command(d, s, value));
	}
	return 0;
}

static int already(struct daxkmem_device *d, const struct attach_options *o)
{
	return check_same(d, o) ?: report(d, "attached already");
}

/*
 * The bind took over memory that an earlier unbind left online. The memory
 * keeps its settings; online the rest of the device.
 */
static int settle(struct daxkmem_device *d, const struct attach_options *o)
{
	struct settings was;
	int rc;

	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) > 0)
		return o->take_as_is ? 0 : check_same(d, o);
	rc = set_up(d, o, &was);
	if (!rc)
		rc = plug(d, o);
	if (!rc)
		rc = huge_want_set_up(d, setting_or_null(&o->set, SET_HUGEPAGES),
				      "attach");
	if (rc)
		undo(d);
	return rc;
}

/**
 * attach_free - attach a device that is not bound to dax_kmem
 *
 * Caller holds the lock and has refreshed the device. Returns 0, or an exit
 * code after an error message.
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
	struct settings was;
	int rc = check_settings(d, o) ?: set_up(d, o, &was);

	if (rc)
		return rc;
	rc = plug(d, o) ?:
	     huge_want_set_up(d, setting_or_null(&o->set, SET_HUGEPAGES),
			      "attach");
	if (!rc)
		return report(d, "attached");
	if (daxkmem_device_write(d, "state", dk_state_word(DK_UNPLUGGED)))
		warn(device_name(d),
		     say("some of its memory stays; daxkmem detach %s takes it back",
			 device_name(d)));
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
static int attach_locked(struct daxkmem_device *d,
			 const struct attach_options *o)
{
	if (has_memory(d))
		return already(d, o);
	if (daxkmem_device_attached(d))
		return complete(d, o);
	return attach_free(d, o) ?: report(d, "attached");
}

/**
 * attach_device - attach a device in one step, or leave it unchanged
 * @d: the device; is refreshed
 * @o: options
 *
 * Returns an exit code, after a success line or an error message.
 */
int attach_device(struct daxkmem_device *d, const struct attach_options *o)
{
	int lock, rc;

	if (has_memory(d))
		return already(d, o);
	rc = attach_load_driver(device_name(d));
	if (rc)
		return rc;
	stop_catch();
	lock = device_lock_read(d, "attach");
	if (lock < 0)
		return -lock;
	rc = attach_locked(d, o);
	close(lock);
	return rc;
}
