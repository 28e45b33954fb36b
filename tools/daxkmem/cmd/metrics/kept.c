// SPDX-License-Identifier: GPL-2.0-or-later
/* Metrics of kept memory, whose device no longer exists or was unbound. */
#include <string.h>
#include "cmd/metrics/metrics.h"

static bool alike(const struct daxkmem_kept *a, const struct daxkmem_kept *b)
{
	return a->node == b->node && !strcmp(a->name, b->name);
}

/* Devices that had the same name on the same node share a sample. */
static void add_sizes(struct json_object *families, const char *name,
		      const char *help, const struct daxkmem_kept *v, int nr,
		      bool online)
{
	struct json_object *f = family_add(families, name, help), *labels;
	long long bytes;
	int i, k;

	for (i = 0; i < nr; i++) {
		for (k = 0; k < i && !alike(&v[k], &v[i]); k++)
			;
		if (k < i)
			continue;
		for (bytes = 0; k < nr; k++)
			if (alike(&v[k], &v[i]))
				bytes += online ? v[k].online : v[k].plugged;
		labels = labels_new("device", v[i].name);
		json_put_text(labels, "node", say("%d", v[i].node));
		sample_add(f, labels, json_count(bytes));
	}
}

/* Usually 0. Add no sample without a driver, or if the driver is too old. */
static void add_total(struct json_object *families,
		      const struct daxkmem_kept *v, int nr)
{
	struct json_object *f;
	long long bytes = 0;
	int i;

	f = family_add(families, "daxkmem_driver_kept_bytes",
		       "Memory that the driver keeps of devices that no longer exist or were unbound.");
	for (i = 0; i < nr; i++)
		bytes += v[i].plugged;
	if (nr >= 0 && daxkmem_driver(ctx))
		sample_add(f, json_object_new_object(), json_count(bytes));
}

/* @nr: return value of daxkmem_kept(), possibly an errno */
void metrics_kept(struct json_object *families,
		  const struct daxkmem_kept *v, int nr)
{
	add_total(families, v, nr);
	add_sizes(families, "daxkmem_kept_plugged_bytes",
		  "Added memory of a device that no longer exists or was unbound.",
		  v, nr, false);
	add_sizes(families, "daxkmem_kept_online_bytes",
		  "Online memory of a device that no longer exists or was unbound.",
		  v, nr, true);
}
