// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem plan: what attach would do, and nothing done. */
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/attach.h"
#include "ops/device.h"
#include "ops/plan.h"

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
	{ "hugepages", "SIZE:PAGES", "pools of huge pages on its node, as 2M:100,1G:2",
	  WORD, &o.hugepages },
	{ 0 },
};

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
		plan_print(plan);
	json_object_put(plan);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_plan = {
	"plan", run, "DEVICE", "say what attach would do, and do nothing",
	options, 1, 1,
};
