// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Metric families as objects with "name", "help" and "samples", and their text
 * format for Prometheus. All metrics are gauges.
 */
#include <string.h>
#include "cmd/metrics/metrics.h"

struct json_object *family_add(struct json_object *families, const char *name,
			       const char *help)
{
	struct json_object *f = json_object_new_object();

	json_put_text(f, "name", name);
	json_put_text(f, "help", help);
	json_object_object_add(f, "samples", json_object_new_array());
	json_object_array_add(families, f);
	return f;
}

struct json_object *labels_new(const char *label, const char *value)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, label, value);
	return o;
}

/* Returns the labels that all samples of a device have. */
struct json_object *metrics_labels(const struct daxkmem_device *d)
{
	struct json_object *o = labels_new("device", device_name(d));
	long long node = daxkmem_device_number(d, DAXKMEM_NODE);

	json_put_text(o, "node", node < 0 ? NULL : say("%lld", node));
	return o;
}

/* Takes ownership of both. Adds no sample if there is no value. */
void sample_add(struct json_object *family, struct json_object *labels,
		struct json_object *value)
{
	struct json_object *s;

	if (!value) {
		json_object_put(labels);
		return;
	}
	s = json_object_new_object();
	json_object_object_add(s, "labels", labels);
	json_object_object_add(s, "value", value);
	json_object_array_add(json_object_object_get(family, "samples"), s);
}

/* Escape a label value. clean() has replaced its control characters. */
static void put_escaped(FILE *f, const char *s)
{
	for (; *s; s++) {
		if (*s == '\\' || *s == '"')
			fputc('\\', f);
		fputc(*s, f);
	}
}

/* Omit labels without a value: Prometheus treats them like "". */
static void put_labels(FILE *f, struct json_object *labels)
{
	const char *before = "{";

	json_object_object_foreach(labels, key, v) {
		if (!v)
			continue;
		fprintf(f, "%s%s=\"", before, key);
		put_escaped(f, json_object_get_string(v));
		fputc('"', f);
		before = ",";
	}
	if (*before == ',')
		fputc('}', f);
}

static void put_value(FILE *f, struct json_object *v)
{
	if (json_object_is_type(v, json_type_double))
		fprintf(f, " %.9g\n", json_object_get_double(v));
	else
		fprintf(f, " %lld\n", (long long)json_object_get_int64(v));
}

static void put_family(FILE *f, struct json_object *family)
{
	const char *name = json_object_get_string(json_object_object_get(family,
									 "name"));
	struct json_object *samples = json_object_object_get(family, "samples");
	struct json_object *s;
	size_t i, nr = json_object_array_length(samples);

	if (!nr)
		return;
	fprintf(f, "# HELP %s %s\n# TYPE %s gauge\n", name,
		json_object_get_string(json_object_object_get(family, "help")),
		name);
	for (i = 0; i < nr; i++) {
		s = json_object_array_get_idx(samples, i);
		fputs(name, f);
		put_labels(f, json_object_object_get(s, "labels"));
		put_value(f, json_object_object_get(s, "value"));
	}
}

void families_print(FILE *f, struct json_object *families)
{
	size_t i;

	for (i = 0; i < json_object_array_length(families); i++)
		put_family(f, json_object_array_get_idx(families, i));
}
