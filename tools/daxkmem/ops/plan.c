// SPDX-License-Identifier: GPL-2.0-or-later
/* The preview of an attach, as JSON and as text. */
#include "ops/cxl.h"
#include "ops/plan.h"

static void describe(struct json_object *o, const struct daxkmem_device *d)
{
	static const struct {
		const char *key;
		enum daxkmem_text text;
	} texts[] = {
		{ "chardev", DAXKMEM_NAME },
		{ "namespace", DAXKMEM_NAMESPACE },
		{ "uuid", DAXKMEM_UUID },
		{ "driver", DAXKMEM_DRIVER },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(texts); i++)
		json_put_text(o, texts[i].key,
			      daxkmem_device_text(d, texts[i].text));
	cxl_put(o, d);
	cxl_put_health(o);
	json_put_count(o, "size", daxkmem_device_number(d, DAXKMEM_SIZE));
	json_put_count(o, "block_size", daxkmem_block_size(ctx));
}

static const struct {
	const char *key;
	enum daxkmem_plan_number which;
} numbers[] = {
	{ "read_latency", DAXKMEM_PLAN_READ_LATENCY },
	{ "read_bandwidth", DAXKMEM_PLAN_READ_BANDWIDTH },
	{ "blocks", DAXKMEM_PLAN_BLOCKS },
	{ "memory", DAXKMEM_PLAN_MEMORY },
	{ "lost", DAXKMEM_PLAN_LOST },
	{ "withheld", DAXKMEM_PLAN_WITHHELD },
	{ "memmap_size", DAXKMEM_PLAN_MEMMAP_SIZE },
};

static const struct {
	const char *key;
	enum daxkmem_plan_text which;
} texts[] = {
	{ "latency_ratio", DAXKMEM_PLAN_LATENCY_RATIO },
	{ "policy", DAXKMEM_PLAN_POLICY },
	{ "zones", DAXKMEM_PLAN_ZONES },
	{ "memmap_on", DAXKMEM_PLAN_MEMMAP_ON },
	{ "hugepages", DAXKMEM_PLAN_HUGEPAGES },
};

/* Omit unknown values. */
static void put_values(struct json_object *o, const struct daxkmem_plan *plan)
{
	const char *text;
	long long n;
	size_t i;

	json_put_count(o, "node", daxkmem_plan_number(plan, DAXKMEM_PLAN_NODE));
	for (i = 0; i < ARRAY_SIZE(numbers); i++) {
		n = daxkmem_plan_number(plan, numbers[i].which);
		if (n >= 0)
			json_put_count(o, numbers[i].key, n);
	}
	for (i = 0; i < ARRAY_SIZE(texts); i++) {
		text = daxkmem_plan_text(plan, texts[i].which);
		if (text)
			json_put_text(o, texts[i].key, text);
	}
}

static struct json_object *conflicts_json(const struct daxkmem_plan *plan)
{
	struct json_object *c, *list = json_object_new_array();
	const char *text;
	bool fatal;
	int i;

	for (i = 0; (text = daxkmem_plan_conflict(plan, i, &fatal)); i++) {
		c = json_object_new_object();
		json_object_object_add(c, "fatal",
				       json_object_new_boolean(fatal));
		json_put_text(c, "text", text);
		json_object_array_add(list, c);
	}
	return list;
}

/**
 * plan_json - describe what attach would do
 * @settings: as for daxkmem_attach()
 * @fatal: receives true if attach would fail
 *
 * Returns an object, which the caller puts; NULL if out of memory.
 */
struct json_object *plan_json(struct daxkmem_device *d,
			      const struct daxkmem_settings *settings,
			      bool *fatal)
{
	struct json_object *o;
	struct daxkmem_plan *plan;
	int rc = daxkmem_plan_new(d, settings, &plan);

	*fatal = rc;
	if (rc < 0)
		return NULL;
	o = json_object_new_object();
	describe(o, d);
	put_values(o, plan);
	json_object_object_add(o, "conflicts", conflicts_json(plan));
	daxkmem_plan_free(plan);
	return o;
}

/* Title, kind and unit of each value. */
static const struct {
	const char *key, *title;
	enum column_kind kind;
	const char *unit;
} lines[] = {
	{ "size", "Size", SIZE, "" },
	{ "driver", "Driver", TEXT, "" },
	{ "namespace", "Namespace", TEXT, "" },
	{ "uuid", "UUID", TEXT, "" },
	{ "node", "Node", COUNT, "" },
	{ "tier", "Tier", TEXT, "" },
	{ "read_latency", "Read latency", COUNT, " ns" },
	{ "read_bandwidth", "Read bandwidth", COUNT, " MB/s" },
	{ "latency_ratio", "Latency", TEXT, " times that of DRAM" },
	{ "cdat_read_latency", "Device latency", COUNT, " ns" BY_CDAT },
	{ "cdat_read_bandwidth", "Device bandwidth", COUNT, " MB/s" BY_CDAT },
	{ "block_size", "Block size", SIZE, "" },
	{ "blocks", "Blocks", COUNT, "" },
	{ "memory", "Becomes memory", SIZE, "" },
	{ "lost", "Lost to alignment", SIZE, "" },
	{ "withheld", "Excluded as bad", SIZE, "" },
	{ "policy", "Policy", TEXT, "" },
	{ "zones", "Zones", TEXT, "" },
	{ "memmap_size", "Memmap size", SIZE, "" },
	{ "memmap_on", "Memmap location", TEXT, "" },
	{ "hugepages", "Huge pages", TEXT, "" },
};

static const char *value_text(struct json_object *v, enum column_kind kind)
{
	if (kind == SIZE)
		return size_text(json_object_get_int64(v));
	return json_object_get_string(v);
}

/* @plan: from plan_json() */
void plan_print(struct json_object *plan)
{
	struct json_object *v, *conflicts;
	size_t i;

	printf("%s would be attached:\n",
	       json_object_get_string(json_object_object_get(plan, "chardev")));
	cxl_print(plan);
	for (i = 0; i < ARRAY_SIZE(lines); i++) {
		v = json_object_object_get(plan, lines[i].key);
		if (v)
			printf("  %-18s %s%s\n", lines[i].title,
			       value_text(v, lines[i].kind), lines[i].unit);
	}
	conflicts = json_object_object_get(plan, "conflicts");
	for (i = 0; i < json_object_array_length(conflicts); i++) {
		v = json_object_array_get_idx(conflicts, i);
		printf("  %s: %s\n",
		       json_object_get_boolean(json_object_object_get(v, "fatal")) ?
		       "IN THE WAY" : "Note",
		       json_object_get_string(json_object_object_get(v, "text")));
	}
}
