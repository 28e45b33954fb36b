// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem plan: show what attach would do, without changes. */
#include <errno.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/plan.h"

static struct daxkmem_settings settings;

static const struct option_def options[] = {
	ALL_SETTINGS(&settings),
	{ 0 },
};

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	struct json_object *plan;
	bool fatal;
	int rc = device_find(&d, argv[0], "plan");

	(void)argc;
	if (rc)
		return rc;
	plan = plan_json(d, &settings, &fatal);
	if (!plan)
		rc = complain(FAILED, ENOMEM, device_name(d), "plan", NULL, NULL);
	else if (opt.json)
		json_print(plan);
	else
		plan_print(plan);
	json_object_put(plan);
	daxkmem_device_unref(d);
	return rc ?: fatal ? FAILED : DONE;
}

const struct command cmd_plan = {
	"plan", run, "DEVICE", "say what attach would do, and do nothing",
	options, 1, 1,
};
