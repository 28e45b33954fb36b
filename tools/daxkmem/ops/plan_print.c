// SPDX-License-Identifier: GPL-2.0-or-later
/* Print a plan as text. */
#include "ops/plan.h"

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
	{ "latency_ratio", "Latency", TEXT, " times DRAM's" },
	{ "block_size", "Block size", SIZE, "" },
	{ "blocks", "Blocks", COUNT, "" },
	{ "memory", "Becomes memory", SIZE, "" },
	{ "lost", "Lost to alignment", SIZE, "" },
	{ "withheld", "Left out as bad", SIZE, "" },
	{ "policy", "Policy", TEXT, "" },
	{ "zones", "Zones", TEXT, "" },
	{ "memmap_size", "Memory map", SIZE, "" },
	{ "memmap_on", "... taken from", TEXT, "" },
	{ "hugepages", "Huge pages", TEXT, "" },
};

static const char *value_text(struct json_object *v, enum column_kind kind)
{
	if (kind == SIZE)
		return size_text(json_object_get_int64(v));
	return json_object_get_string(v);
}

/* @plan: from plan_make() */
void plan_print(struct json_object *plan)
{
	struct json_object *v, *conflicts;
	size_t i;

	printf("%s would be attached:\n",
	       json_object_get_string(json_object_object_get(plan, "chardev")));
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
