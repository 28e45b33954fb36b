// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem plan: show what attach would do, without changes. */
#include <errno.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/plan.h"

static struct daxkmem_settings *settings;

static const struct option_def options[] = {
	ALL_SETTINGS(&settings),
	{ 0 },
};

static int plan(struct daxkmem_device *d)
{
	struct json_object *o;
	bool fatal;

	o = plan_json(d, settings, &fatal);
	if (!o)
		return complain(FAILED, ENOMEM, device_name(d), "plan", NULL,
				NULL);
	if (opt.json) {
		json_result(o);
	} else {
		part_begin();
		plan_print(o);
		json_object_put(o);
	}
	return fatal ? FAILED : DONE;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc = devices_find(&found, argc, argv, "plan", NULL) ?:
		 devices_each(&found, "plan", plan);

	devices_free(&found);
	return rc;
}

const struct command cmd_plan = {
	"plan", run, "DEVICE...", "show what attach would do without doing it",
	options, 1, -1,
};
