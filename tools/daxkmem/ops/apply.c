// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bring one device to its configuration. Settings that already match are not
 * written, so a run can be repeated, also after an interrupted one.
 */
#include <errno.h>
#include <string.h>
#include <unistd.h>
#include "ops/apply.h"
#include "lib/act/attach.h"
#include "lib/act/device.h"
#include "ops/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/ledger.h"
#include "lib/act/obstacle.h"
#include "ops/pool.h"
#include "lib/act/set.h"
#include "policy.h"

#define ACTION "apply its configuration"

static void record(struct outcome *out, const char *text)
{
	size_t i;

	for (i = 0; i < json_object_array_length(out->changes); i++)
		if (!strcmp(text, json_object_get_string(json_object_array_get_idx(out->changes, i))))
			return;
	json_object_array_add(out->changes, json_text(text));
}

static void record_all(struct outcome *out, const struct changes *c)
{
	int i;

	for (i = 0; i < c->nr; i++)
		record(out, c->v[i].text);
}

static int failed(struct outcome *out, const char *text, int rc)
{
	snprintf(out->failed, sizeof(out->failed), "%s", text);
	return rc;
}

/* Attach a pool; nothing to do if the device is a pool already. */
static int apply_pool(struct daxkmem_device *d, const struct wish *w,
		      struct outcome *out)
{
	const struct pool_options o = { .pxm = *w->pxm ? w->pxm : NULL };
	bool was = pool_donated(d);
	int rc = 0;

	if (!was && !out->dry)
		rc = pool_allowed(d) ?: pool_load_driver(d);
	else if (!was)
		rc = pool_allowed(d);
	if (!rc && (was || !out->dry))
		rc = pool_attach_locked(d, &o);
	if (rc)
		return failed(out, "attach to the hypervisor", rc);
	if (!was)
		record(out, "attached to the hypervisor");
	return 0;
}

static int write_fails(const struct daxkmem_device *d, const struct change *c,
		       int err)
{
	const char *name = device_name(d);
	int rc;

	if (err == EINTR)
		rc = device_fails(d, DAXKMEM_FAILED, err, ACTION,
				  say("a signal ended it, at %s", c->text),
				  NULL);
	else
		rc = device_fails(d, DAXKMEM_FAILED, err, ACTION,
				  say("%s is not possible: %s", c->text,
				      strerror(err)),
				  next_step(err, see_log(name)));
	obstacle_add(d, err);
	return told(rc);
}

/* Bytes that stay plugged at least; -1 if the change unplugs nothing. */
static long long left_by(const struct change *c)
{
	return strcmp(c->word, dk_state_word(DK_UNPLUGGED)) ? c->goal : 0;
}

static int do_one(const struct daxkmem_device *d, const struct change *c)
{
	struct huge_keep pools;
	int rc = told(huge_before(&pools, d, left_by(c), ACTION));

	if (rc)
		return rc;
	if (stop_asked())
		rc = -EINTR;
	else if (c->goal < 0)
		rc = daxkmem_device_write(d, c->attribute, c->word);
	else
		rc = device_write(d, c->attribute, c->word, "applying", c->goal);
	rc = rc ? write_fails(d, c, -rc) : 0;
	huge_after(&pools, d, false);
	return rc;
}

static int do_changes(const struct daxkmem_device *d, const struct changes *c,
		      struct outcome *out)
{
	int i, rc = 0;

	for (i = 0; i < c->nr; i++) {
		if (!out->dry)
			rc = do_one(d, &c->v[i]);
		if (rc)
			return failed(out, c->v[i].text, rc);
		record(out, c->v[i].text);
	}
	return 0;
}

/*
 * Compute each stage after the one before, because that may change the device.
 */
static int settle(struct daxkmem_device *d, const struct wish *w,
		  struct outcome *out)
{
	static void (*const stages[])(const struct daxkmem_device *d,
				      const struct wish *w,
				      struct changes *c) = {
		changes_settings, changes_size, changes_state,
	};
	struct changes c;
	size_t i;
	int rc;

	for (i = 0; i < ARRAY_SIZE(stages); i++) {
		c.nr = 0;
		stages[i](d, w, &c);
		rc = do_changes(d, &c, out);
		if (rc)
			return rc;
		if (!out->dry)
			daxkmem_device_refresh(d);
	}
	return 0;
}

/* Grow pools of huge pages; larger pools stay unchanged. */
static int bring_pools(const struct daxkmem_device *d, const struct wish *w,
		       struct outcome *out)
{
	int rc, node = daxkmem_device_number(d, DAXKMEM_NODE);
	const char *pools = setting_or_null(&w->set, SET_HUGEPAGES);
	char text[2 * WORD_LEN];

	if (!pools || !huge_want_missing(ctx, pools, node))
		return 0;
	snprintf(text, sizeof(text), "hugepages %s", pools);
	rc = told(huge_want_check(d, pools, ACTION));
	if (!rc && !out->dry)
		rc = told(huge_want_set_up(d, pools, ACTION));
	if (rc)
		return failed(out, text, rc);
	record(out, text);
	return 0;
}

static struct attach_options as_options(const struct wish *w)
{
	struct attach_options o = {
		.set = w->set,
		.wipe = w->wipe,
		.take_as_is = true,
	};

	/* bring_pools() grows the pools once the memory is plugged */
	o.set.value[SET_HUGEPAGES][0] = 0;
	return o;
}

static int apply_free(struct daxkmem_device *d, const struct wish *w,
		      struct outcome *out)
{
	const struct attach_options o = as_options(w);
	struct changes c = { .nr = 0 };
	int rc;

	changes_attach(w, &c);
	if (out->dry)
		rc = told(attach_allowed(d, &o));
	else
		rc = told(attach_load_driver(d) ?: attach_free(d, &o));
	if (rc)
		return failed(out, "attach", rc);
	record_all(out, &c);
	if (out->dry)
		return bring_pools(d, w, out);
	daxkmem_device_refresh(d);
	return settle(d, w, out) ?: bring_pools(d, w, out);
}

static int apply_attached(struct daxkmem_device *d, const struct wish *w,
			  struct outcome *out)
{
	int rc = 0;

	if (!out->dry && daxkmem_device_number(d, DAXKMEM_PLUGGED) == 0)
		rc = told(ledger_feed(d, ACTION));
	if (rc)
		return failed(out, "bad pages", rc);
	return settle(d, w, out) ?: bring_pools(d, w, out);
}

/* Refuse impossible settings before anything changes. */
static int check_settings(const struct daxkmem_device *d, const struct wish *w,
			  struct outcome *out)
{
	struct set_problem p;
	int s;

	for (s = 0; s < NR_SETTINGS; s++) {
		if (!setting_given(&w->set, s))
			continue;
		p = set_problem(d, &w->set, s);
		if (p.text)
			return failed(out, say("%s %s", setting_info(s)->name,
					       set_text(s, w->set.value[s])),
				      complain(FAILED, 0, device_name(d),
					       ACTION, p.text, p.next));
	}
	return 0;
}

/* Caller holds the lock, unless nothing changes. */
static int apply_locked(struct daxkmem_device *d, const struct wish *w,
			struct outcome *out)
{
	int rc = daxkmem_device_refresh(d);

	if (rc)
		return failed(out, "look at it",
			      complain(FAILED, -rc, device_name(d), ACTION,
				       NULL, "daxkmem list"));
	if (w->xen)
		return apply_pool(d, w, out);
	rc = check_settings(d, w, out);
	if (rc)
		return rc;
	return daxkmem_device_attached(d) ? apply_attached(d, w, out) :
					    apply_free(d, w, out);
}

/**
 * apply_device - bring a device to its configuration
 * @out: receives the changes made and the one that failed
 *
 * Returns 0, or an exit code after an error message.
 */
int apply_device(struct daxkmem_device *d, const struct wish *w,
		 struct outcome *out)
{
	int lock, rc;

	if (out->dry)
		return apply_locked(d, w, out);
	lock = device_lock(d, ACTION);
	if (lock < 0)
		return failed(out, "lock it", told(lock));
	rc = apply_locked(d, w, out);
	close(lock);
	return rc;
}
