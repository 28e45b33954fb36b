// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Bring a device to its configuration. Settings that already match are not
 * written, so a run can be repeated, also after an interrupted one.
 */
#include <errno.h>
#include <string.h>
#include "lib/act/attach.h"
#include "lib/act/bad_cxl.h"
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/ledger.h"
#include "lib/act/obstacle.h"
#include "lib/act/set.h"
#include "policy.h"

#define ACTION "apply the configuration"

struct applying {
	struct daxkmem_settings set;
	unsigned int flags;
	daxkmem_change_fn *change;	/* or NULL */
	void *arg;
};

static bool dry(const struct applying *a)
{
	return a->flags & DAXKMEM_APPLY_DRY_RUN;
}

/* Pass on that a change was made, or has failed with @rc. Returns @rc. */
static int tell(const struct applying *a, const char *name, const char *value,
		int rc)
{
	if (a->change)
		a->change(name, value, rc, a->arg);
	return rc;
}

struct change {
	const char *name, *value;	/* for tell() */
	const char *text;		/* the value in the user's format */
	const char *attribute, *word;	/* what is written */
	long long goal;		/* bytes online at the end; -1: quick */
};

static int write_fails(const struct daxkmem_device *d, const struct change *c,
		       int err)
{
	int rc;

	if (err == EINTR)
		rc = device_fails(d, DAXKMEM_FAILED, err, ACTION,
				  say("interrupted by a signal while setting %s to %s", c->name,
				      c->text), NULL);
	else
		rc = device_fails(d, DAXKMEM_FAILED, err, ACTION,
				  say("setting %s to %s failed: %s", c->name,
				      c->text, strerror(err)),
				  next_step(err, see_log(d->name)));
	obstacle_add(d, err);
	return rc;
}

/* Bytes that stay plugged at least; -1 if the change unplugs nothing. */
static long long left_by(const struct change *c)
{
	return strcmp(c->word, dk_state_word(DK_UNPLUGGED)) ? c->goal : 0;
}

static int do_one(const struct daxkmem_device *d, const struct change *c)
{
	struct huge_keep pools;
	int rc = huge_before(&pools, d, left_by(c), ACTION);

	if (rc)
		return rc;
	if (stop_of(d->ctx))
		rc = -EINTR;
	else if (c->goal < 0)
		rc = daxkmem_device_write(d, c->attribute, c->word);
	else
		rc = device_write(d, c->attribute, c->word, "applying", c->goal);
	rc = rc ? write_fails(d, c, -rc) : 0;
	huge_after(&pools, d, false);
	return rc;
}

static int change(struct daxkmem_device *d, const struct applying *a,
		  const struct change *c)
{
	return tell(a, c->name, c->value, dry(a) ? 0 : do_one(d, c));
}

static int bring_settings(struct daxkmem_device *d, const struct applying *a)
{
	const char *value;
	int s, rc = 0;

	for (s = 0; !rc && s < SET_SIZE; s++) {
		value = a->set.value[s];
		if (!*value || !set_differs(d, s, value))
			continue;
		rc = change(d, a, &(struct change){
			setting_info(s)->name, value, set_text(s, value),
			say("dax_kmem/%s", setting_info(s)->attribute), value,
			-1 });
	}
	return rc;
}

/* True if the device has, or is to have, the policy that adds no memory. */
static bool is_reserved(const struct daxkmem_device *d, const struct applying *a)
{
	const char *policy = setting_or_null(&a->set, SET_POLICY) ?:
			     device_text(d, DAXKMEM_POLICY);

	return !strcmp(policy, dk_policy_word(DK_POLICY_RESERVED));
}

/* Without a size, plug everything except blocks excluded for bad pages. */
static int bring_size(struct daxkmem_device *d, const struct applying *a)
{
	long long goal = setting_bytes(&a->set, SET_SIZE);
	const char *word;

	if (is_reserved(d, a))
		return 0;
	if (goal < 0)
		goal = device_whole_size(d);
	if (goal < 0 || daxkmem_device_number(d, DAXKMEM_PLUGGED) == goal)
		return 0;
	word = say("%lld", goal);
	return change(d, a, &(struct change){
		setting_info(SET_SIZE)->name, word, human(goal),
		"dax_kmem/requested_size", word, goal });
}

/*
 * Online the offline blocks if the policy onlines memory. If no block is
 * online, nothing shows that they should be: unplug and plug them again.
 */
static int bring_state(struct daxkmem_device *d, const struct applying *a)
{
	const char *policy = a->set.value[SET_POLICY];
	int state = dk_state_parse(policy, strlen(policy));
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	long long online = daxkmem_device_number(d, DAXKMEM_ONLINE);
	struct change c = { "state", policy, policy, "state", policy, plugged };
	int rc;

	if (state < 0 || !dk_state_online(state) || online >= plugged)
		return 0;
	if (online > 0)
		return change(d, a, &c);
	c.word = dk_state_word(DK_UNPLUGGED);
	c.goal = -1;
	rc = change(d, a, &c);
	if (rc)
		return rc;
	c.attribute = "dax_kmem/requested_size";
	c.word = say("%lld", plugged);
	c.goal = plugged;
	return change(d, a, &c);
}

/* Grow pools of huge pages; larger pools stay unchanged. */
static int bring_pools(struct daxkmem_device *d, const struct applying *a)
{
	int rc, node = daxkmem_device_number(d, DAXKMEM_NODE);
	const char *pools = setting_or_null(&a->set, SET_HUGEPAGES);

	if (!pools || !huge_want_missing(d->ctx, pools, node))
		return 0;
	rc = huge_want_check(d, pools, ACTION);
	if (!rc && !dry(a))
		rc = huge_want_set_up(d, pools, ACTION);
	return tell(a, setting_info(SET_HUGEPAGES)->name, pools, rc);
}

/* Read the device after each stage, because that may have changed it. */
static int settle(struct daxkmem_device *d, const struct applying *a)
{
	static int (*const stages[])(struct daxkmem_device *d,
				     const struct applying *a) = {
		bring_settings, bring_size, bring_state, bring_pools,
	};
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(stages); i++) {
		rc = stages[i](d, a);
		if (rc)
			return rc;
		if (!dry(a))
			daxkmem_device_refresh(d);
	}
	return 0;
}

static void tell_attached(const struct applying *a)
{
	int s;

	tell(a, "attached", NULL, 0);
	for (s = 0; s < SET_HUGEPAGES; s++)
		if (setting_given(&a->set, s) &&
		    (s != SET_SIZE || setting_bytes(&a->set, s) >= 0))
			tell(a, setting_info(s)->name, a->set.value[s], 0);
}

static int apply_free(struct daxkmem_device *d, const struct applying *a)
{
	struct attach_options o = {
		.set = a->set,
		.wipe = a->flags & DAXKMEM_APPLY_OVERWRITE,
		.take_as_is = true,
	};
	int rc;

	/* bring_pools() grows the pools once the memory is plugged */
	o.set.value[SET_HUGEPAGES][0] = 0;
	if (dry(a))
		rc = attach_allowed(d, &o);
	else
		rc = device_load_driver(d, "attach", "dax_kmem") ?:
		     attach_free(d, &o);
	if (rc)
		return tell(a, "attach", NULL, rc);
	tell_attached(a);
	if (dry(a))
		return bring_pools(d, a);
	daxkmem_device_refresh(d);
	return settle(d, a);
}

static int apply_attached(struct daxkmem_device *d, const struct applying *a)
{
	int rc = 0;

	if (!dry(a) && daxkmem_device_number(d, DAXKMEM_PLUGGED) == 0) {
		bad_cxl_refresh(d);
		rc = ledger_feed(d, ACTION);
	}
	return rc ? tell(a, "bad pages", NULL, rc) : settle(d, a);
}

/* Refuse impossible settings before anything changes. */
static int check_settings(const struct daxkmem_device *d,
			  const struct applying *a)
{
	struct set_problem p;
	int s;

	for (s = 0; s < NR_SETTINGS; s++) {
		if (!setting_given(&a->set, s))
			continue;
		p = set_problem(d, &a->set, s);
		if (p.text)
			return tell(a, setting_info(s)->name, a->set.value[s],
				    device_fails(d, DAXKMEM_FAILED, 0, ACTION,
						 p.text, p.next));
	}
	return 0;
}

/* Caller holds the lock, unless nothing changes, and has refreshed the device. */
static int apply(struct daxkmem_device *d, const void *arg)
{
	const struct applying *a = arg;
	int rc = check_settings(d, a);

	if (rc)
		return rc;
	return daxkmem_device_attached(d) ? apply_attached(d, a) :
					    apply_free(d, a);
}

int daxkmem_apply(struct daxkmem_device *d,
		  const struct daxkmem_settings *settings, unsigned int flags,
		  daxkmem_change_fn *change, void *arg)
{
	struct applying a = { .flags = flags, .change = change, .arg = arg };
	int rc;

	if (settings)
		a.set = *settings;
	if (!dry(&a))
		return device_change(d, ACTION, apply, &a);
	error_clear(d->ctx);
	rc = daxkmem_device_refresh(d);
	return rc ? device_fails(d, DAXKMEM_FAILED, -rc, ACTION, NULL,
				 "daxkmem list") : apply(d, &a);
}
