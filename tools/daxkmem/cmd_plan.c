// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem plan: what attach would do, and nothing done. */
#include <string.h>
#include "attach.h"
#include "daxkmem.h"
#include "plan.h"

static struct attach_options o = { .size = -1, .kernel_size = -1 };

static const struct option_def options[] = {
	{ "policy", "WORD", "what a bind does, and the zone that is kept",
	  WORD, &o.policy },
	{ "size", "SIZE", "so much of it; whole memory blocks", BYTES, &o.size },
	{ "kernel-size", "SIZE", "the first so many bytes for the kernel's zone",
	  BYTES, &o.kernel_size },
	{ "node", "N", "make it memory of that node", WORD, &o.node },
	{ "memmap", "WORD", "memory map on the device: auto, on, off", WORD,
	  &o.memmap },
	{ "bad-policy", "WORD", "leave out for a bad page: page, block", WORD,
	  &o.bad_policy },
	{ 0 },
};

/* How a value of the plan is shown. */
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
	{ "seconds", "Takes about", TEXT, " s" },
};

static const char *value_text(struct json_object *v, enum column_kind kind)
{
	if (kind == SIZE)
		return size_text(json_object_get_int64(v));
	return json_object_get_string(v);
}

static void print_text(struct json_object *plan)
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

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	struct json_object *plan;
	int rc = attach_check(&o);

	(void)argc;
	if (!rc)
		rc = device_find(&d, argv[0], "plan");
	if (rc)
		return rc;
	rc = plan_make(d, &o, &plan);
	if (plan && opt.json)
		json_print(plan);
	else if (plan)
		print_text(plan);
	json_object_put(plan);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_plan = {
	"plan", run, "DEVICE", "say what attach would do, and do nothing",
	options, 1, 1,
};
