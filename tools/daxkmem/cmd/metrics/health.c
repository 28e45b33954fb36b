// SPDX-License-Identifier: GPL-2.0-or-later
/* Metrics of the health of CXL memory devices. */
#include <stdlib.h>
#include "cmd/metrics/metrics.h"

#define PREFIX "daxkmem_memdev_"

static struct json_object *labels_of(const struct daxkmem_memdev *m)
{
	struct json_object *o = labels_new("memdev", m->name);

	json_put_text(o, "serial", say("%#llx", m->serial));
	json_put_text(o, "region", *m->region ? m->region : NULL);
	return o;
}

/* The families, in the order of their output. */
enum {
	NORMAL, LIFE_USED, TEMPERATURE, DIRTY_SHUTDOWNS, VOLATILE_ERRORS,
	PERSISTENT_ERRORS, NR_FAMILIES,
};

static const struct {
	const char *name, *help;
} families_of[NR_FAMILIES] = {
	[NORMAL] = { PREFIX "normal", "Whether the CXL memory device reports normal health." },
	[LIFE_USED] = { PREFIX "life_used_ratio", "Share of its life that the CXL memory device has used." },
	[TEMPERATURE] = { PREFIX "temperature_celsius", "Temperature of the CXL memory device." },
	[DIRTY_SHUTDOWNS] = { PREFIX "dirty_shutdowns", "Dirty shutdowns of the CXL memory device." },
	[VOLATILE_ERRORS] = { PREFIX "corrected_volatile_errors", "Corrected errors of the volatile memory of the CXL memory device." },
	[PERSISTENT_ERRORS] = { PREFIX "corrected_persistent_errors", "Corrected errors of the persistent memory of the CXL memory device." },
};

static void add_memdev(struct json_object **f, const struct daxkmem_memdev *m,
		       const struct daxkmem_health *h)
{
	sample_add(f[NORMAL], labels_of(m), json_object_new_int(!h->conditions[0]));
	sample_add(f[LIFE_USED], labels_of(m), h->life_used < 0 ? NULL :
		   json_object_new_double(h->life_used / 100.0));
	sample_add(f[TEMPERATURE], labels_of(m),
		   h->temperature == DAXKMEM_NO_TEMPERATURE ? NULL :
		   json_object_new_int(h->temperature));
	sample_add(f[DIRTY_SHUTDOWNS], labels_of(m), json_count(h->dirty_shutdowns));
	sample_add(f[VOLATILE_ERRORS], labels_of(m), json_count(h->volatile_errors));
	sample_add(f[PERSISTENT_ERRORS], labels_of(m), json_count(h->persistent_errors));
}

/* Memory devices report their health to root. */
void metrics_health(struct json_object *families)
{
	struct json_object *f[NR_FAMILIES];
	struct daxkmem_memdev *v;
	struct daxkmem_health h;
	int i, nr = daxkmem_memdevs(ctx, &v);

	if (nr < 0)
		return;
	for (i = 0; i < NR_FAMILIES; i++)
		f[i] = family_add(families, families_of[i].name, families_of[i].help);
	for (i = 0; i < nr; i++)
		if (!daxkmem_memdev_health(ctx, v[i].name, &h))
			add_memdev(f, &v[i], &h);
	free(v);
}
