// SPDX-License-Identifier: GPL-2.0-or-later
/* Metrics of the bad pages of a device, by who reported them. */
#include <stdlib.h>
#include <string.h>
#include "cmd/metrics/metrics.h"

/* Add a sample for the source of row @i, unless an earlier row has it. */
static void add_source(struct json_object *f, const struct daxkmem_device *d,
		       const struct daxkmem_bad_range *rows, int nr, int i)
{
	struct json_object *labels;
	long long bytes = 0;
	int k;

	for (k = 0; k < i; k++)
		if (!strcmp(rows[k].source, rows[i].source))
			return;
	for (; k < nr; k++)
		if (!strcmp(rows[k].source, rows[i].source))
			bytes += rows[k].at.end - rows[k].at.start;
	labels = metrics_labels(d);
	json_put_text(labels, "source", rows[i].source);
	sample_add(f, labels, json_count(bytes));
}

/* Only root can read the bad pages of a device. */
void metrics_reported(struct json_object *families, struct daxkmem_device **v,
		      int nr)
{
	struct json_object *f = family_add(families, "daxkmem_device_bad_reported_bytes",
					   "Size of the known bad pages of the device, by who reported them.");
	struct daxkmem_bad_range *rows;
	int i, k, n;

	for (i = 0; i < nr; i++) {
		n = daxkmem_bad_list(v[i], &rows);
		for (k = 0; k < n; k++)
			if (*rows[k].source)
				add_source(f, v[i], rows, n, k);
		if (n >= 0)
			free(rows);
	}
}
