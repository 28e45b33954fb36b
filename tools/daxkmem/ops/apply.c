// SPDX-License-Identifier: GPL-2.0-or-later
/* Bring one device to its configuration, and record the changes for the report. */
#include <string.h>
#include "cli/settings.h"
#include "ops/apply.h"
#include "ops/pool.h"

#define ACTION "apply the configuration"

static void record(struct outcome *out, const char *text)
{
	size_t i;

	for (i = 0; i < json_object_array_length(out->changes); i++)
		if (!strcmp(text, json_object_get_string(json_object_array_get_idx(out->changes, i))))
			return;
	json_object_array_add(out->changes, json_text(text));
}

static int failed(struct outcome *out, const char *text, int rc)
{
	if (!*out->failed)
		snprintf(out->failed, sizeof(out->failed), "%s", text);
	return rc;
}

static int attach_pool(struct daxkmem_device *d, const struct wish *w, bool dry)
{
	const char *scrub = daxkmem_settings_get(w->set, "scrub");
	bool yes = scrub && !strcmp(scrub, "yes");

	if (!dry)
		return daxkmem_pool_attach(d, w->pxm,
					   yes ? DAXKMEM_POOL_SCRUB : 0);
	return pool_donated(d) ? 0 : daxkmem_pool_check(d);
}

/* Attach a pool; nothing to do if the device is a pool already. */
static int apply_pool(struct daxkmem_device *d, const struct wish *w,
		      struct outcome *out)
{
	int rc = out->dry ? 0 : report_result_as(daxkmem_lock(d), ACTION);
	bool was = pool_donated(d);

	if (rc)
		return failed(out, "lock the device", rc);
	rc = attach_pool(d, w, out->dry);
	if (!out->dry)
		daxkmem_unlock(d);
	if (rc < 0)
		return failed(out, "attach to the hypervisor", report_result(rc));
	if (!was)
		record(out, "attached to the hypervisor");
	return 0;
}

/* "policy online", "size 2G", "attached" */
static const char *change_text(const char *name, const char *value)
{
	long long bytes;

	if (!value)
		return name;
	if (!strcmp(name, "size") && !parse_size(value, &bytes))
		return say("%s %s", name, size_text(bytes));
	return say("%s %s", name, setting_shown(name, value));
}

static void take_change(const char *name, const char *value, bool bad, void *arg)
{
	const char *text = change_text(name, value);
	struct outcome *out = arg;

	if (bad)
		failed(out, text, 0);
	else
		record(out, text);
}

static int apply_memory(struct daxkmem_device *d, const struct wish *w,
			struct outcome *out)
{
	int rc = daxkmem_apply(d, w->set,
			       (out->dry ? DAXKMEM_APPLY_DRY_RUN : 0) |
			       (w->wipe ? DAXKMEM_APPLY_OVERWRITE : 0),
			       take_change, out);

	/* If no change failed, a step before the changes did. */
	return rc ? failed(out, out->dry ? "read the device" : "lock the device",
			   report_result(rc)) : 0;
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
	return w->xen ? apply_pool(d, w, out) : apply_memory(d, w, out);
}
