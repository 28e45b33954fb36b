// SPDX-License-Identifier: GPL-2.0-or-later
/* The CXL region of a device and its memory devices, as JSON and as text. */
#include <stdlib.h>
#include <string.h>
#include "ops/cxl.h"

bool is_cxl(const struct daxkmem_device *d)
{
	return daxkmem_device_text(d, DAXKMEM_DECODER);
}

static struct json_object *memdev_json(const struct daxkmem_memdev *m)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "memdev", m->name);
	json_object_object_add(o, "serial", json_object_new_uint64(m->serial));
	json_put_text(o, "host", *m->host ? m->host : NULL);
	json_put_text(o, "firmware_version",
		      *m->firmware_version ? m->firmware_version : NULL);
	json_put_text(o, "security", *m->security ? m->security : NULL);
	return o;
}

static struct json_object *memdevs_json(const struct daxkmem_device *d)
{
	struct json_object *list = json_object_new_array();
	struct daxkmem_memdev *v = NULL;
	int i, nr = daxkmem_device_memdevs(d, &v);

	for (i = 0; i < nr; i++)
		json_object_array_add(list, memdev_json(&v[i]));
	free(v);
	return list;
}

/* The speed that the memory devices report; nothing if that is unknown. */
static void put_cdat(struct json_object *o, const struct daxkmem_device *d)
{
	const struct daxkmem_performance p = daxkmem_device_cdat(d);
	const struct {
		const char *key;
		long long value;
	} values[] = {
		{ "cdat_read_latency", p.read_latency },
		{ "cdat_write_latency", p.write_latency },
		{ "cdat_read_bandwidth", p.read_bandwidth },
		{ "cdat_write_bandwidth", p.write_bandwidth },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(values); i++)
		if (values[i].value > 0)
			json_put_count(o, values[i].key, values[i].value);
}

/* Add the properties of the region, named as by cxl(1). Other devices have none. */
void cxl_put(struct json_object *o, const struct daxkmem_device *d)
{
	if (!is_cxl(d))
		return;
	json_put_text(o, "region", daxkmem_device_text(d, DAXKMEM_REGION));
	json_put_text(o, "decoder", daxkmem_device_text(d, DAXKMEM_DECODER));
	json_put_count(o, "interleave_ways",
		       daxkmem_device_number(d, DAXKMEM_INTERLEAVE_WAYS));
	json_put_count(o, "interleave_granularity",
		       daxkmem_device_number(d, DAXKMEM_INTERLEAVE_GRANULARITY));
	json_object_object_add(o, "memdevs", memdevs_json(d));
	put_cdat(o, d);
}

static const char *serial_text(struct json_object *memdev)
{
	return say("%#llx", (unsigned long long)
		   json_object_get_uint64(json_object_object_get(memdev, "serial")));
}

/* Columns with one item for each memory device. */
static const struct {
	const char *column, *key;
} shown[] = {
	{ "memdevs_shown", "memdev" },
	{ "serials_shown", "serial" },
	{ "hosts_shown", "host" },
	{ "firmware_shown", "firmware_version" },
	{ "security_shown", "security" },
};

/* Add the columns of tables to what cxl_put() has added. */
void cxl_put_shown(struct json_object *o)
{
	struct json_object *memdevs = json_object_object_get(o, "memdevs"), *m, *list;
	const char *key;
	size_t c, i;

	for (c = 0; memdevs && c < ARRAY_SIZE(shown); c++) {
		list = json_object_new_array();
		key = shown[c].key;
		for (i = 0; i < json_object_array_length(memdevs); i++) {
			m = json_object_array_get_idx(memdevs, i);
			json_object_array_add(list, strcmp(key, "serial") ?
				json_object_get(json_object_object_get(m, key)) :
				json_text(serial_text(m)));
		}
		json_object_object_add(o, shown[c].column, list);
	}
}

static void print_line(const char *title, const char *text)
{
	printf("  %-18s %s\n", title, text);
}

/* "mem0, serial 0xc0, 0000:11:00.0, firmware 1.0, security disabled" */
static const char *memdev_text(struct json_object *m)
{
	static const struct {
		const char *key, *title;
	} more[] = {
		{ "host", "" },
		{ "firmware_version", "firmware " },
		{ "security", "security " },
	};
	const char *text = say("%s, serial %s",
			       json_object_get_string(json_object_object_get(m, "memdev")),
			       serial_text(m));
	struct json_object *v;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(more); i++) {
		v = json_object_object_get(m, more[i].key);
		if (v)
			text = say("%s, %s%s", text, more[i].title,
				   json_object_get_string(v));
	}
	return text;
}

static const char *interleave_text(struct json_object *o)
{
	int ways = json_object_get_int(json_object_object_get(o, "interleave_ways"));

	return ways < 2 ? "none" :
	       say("%d ways, granularity %d", ways,
		   json_object_get_int(json_object_object_get(o, "interleave_granularity")));
}

/* @o: has what cxl_put() adds, or nothing is printed */
void cxl_print(struct json_object *o)
{
	struct json_object *memdevs = json_object_object_get(o, "memdevs");
	size_t i;

	if (!memdevs)
		return;
	print_line("Region", json_object_get_string(json_object_object_get(o, "region")));
	for (i = 0; i < json_object_array_length(memdevs); i++)
		print_line(i ? "" : "CXL devices",
			   memdev_text(json_object_array_get_idx(memdevs, i)));
	cxl_print_health(o);
	print_line("Interleave", interleave_text(o));
	print_line("Root decoder", json_object_get_string(json_object_object_get(o, "decoder")));
}
