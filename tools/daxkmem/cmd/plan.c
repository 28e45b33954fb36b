// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem plan: show what attach would do, without changes. */
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "lib/act/attach.h"
#include "ops/device.h"
#include "ops/plan.h"

static struct attach_options o;

static const struct option_def options[] = {
	ALL_SETTINGS(&o.set),
	{ 0 },
};

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	struct json_object *plan;
	int rc = device_find(&d, argv[0], "plan");

	(void)argc;
	if (rc)
		return rc;
	rc = plan_make(d, &o, &plan);
	if (plan && opt.json)
		json_print(plan);
	else if (plan)
		plan_print(plan);
	json_object_put(plan);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_plan = {
	"plan", run, "DEVICE", "say what attach would do, and do nothing",
	options, 1, 1,
};
