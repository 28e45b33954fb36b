/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Metrics for Prometheus. */
#ifndef DAXKMEM_METRICS_H
#define DAXKMEM_METRICS_H

#include "cli/daxkmem.h"

/* devices.c: returns all metric families; free with json_object_put() */
struct json_object *metrics_families(struct daxkmem_device **v, int nr);

/* kept.c: memory that the driver keeps of devices that no longer exist */
void metrics_kept(struct json_object *families,
		  const struct daxkmem_kept *kept, int nr);

/* node.c: nodes of devices and of kept memory */
void metrics_nodes(struct json_object *families, struct daxkmem_device **v,
		   int nr, const struct daxkmem_kept *kept, int nr_kept);

/* health.c */
void metrics_health(struct json_object *families);

/* family.c */
struct json_object *family_add(struct json_object *families, const char *name,
			       const char *help);
struct json_object *labels_new(const char *label, const char *value);
struct json_object *metrics_labels(const struct daxkmem_device *d);
void sample_add(struct json_object *family, struct json_object *labels,
		struct json_object *value);
void families_print(FILE *f, struct json_object *families);

/* reported.c */
void metrics_reported(struct json_object *families, struct daxkmem_device **v,
		      int nr);

#endif /* DAXKMEM_METRICS_H */
