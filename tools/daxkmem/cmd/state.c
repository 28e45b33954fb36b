// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem state: read or change the state of a device. */
#include "cmd/commands.h"
#include "ops/device.h"

static bool several;
static const char *word;	/* NULL: read the state */

static int show(struct daxkmem_device *d)
{
	if (!daxkmem_device_text(d, DAXKMEM_STATE))
		return not_attached(d, "read the state");
	if (opt.json)
		json_result(device_json(d));
	else if (several)
		device_done(d, device_text(d, DAXKMEM_STATE));
	else
		puts(device_text(d, DAXKMEM_STATE));
	return DONE;
}

static int change(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	rc = report_result(daxkmem_set_state(d, word));
	if (!rc)
		device_done(d, device_text(d, DAXKMEM_STATE));
	return rc;
}

static int run(int argc, char **argv)
{
	const char *action;
	struct devices found;
	int rc;

	if (argc > 1 && !device_word(argv[argc - 1]))
		word = argv[--argc];
	action = word ? "change the state" : "read the state";
	rc = devices_find(&found, argc, argv, action, daxkmem_device_attached);
	several = found.several;
	rc = rc ?: devices_each(&found, action, word ? change : show);
	devices_free(&found);
	return rc;
}

const struct command cmd_state = {
	"state", run,
	"DEVICE|all... [unplugged|online|online_kernel|online_movable]",
	"read or change the state of a device", NULL, 1, -1,
};
