// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem state: read or change the state of a device. */
#include "cmd/commands.h"
#include "ops/device.h"

static int show(struct daxkmem_device *d)
{
	struct json_object *o;

	if (!daxkmem_device_text(d, DAXKMEM_STATE))
		return not_attached(d, "read its state");
	if (!opt.json) {
		puts(device_text(d, DAXKMEM_STATE));
		return DONE;
	}
	o = device_json(d);
	json_print(o);
	json_object_put(o);
	return DONE;
}

static int change(struct daxkmem_device *d, const char *word)
{
	int rc;

	stop_catch();
	rc = told(daxkmem_set_state(d, word));
	if (!rc)
		device_done(d, device_text(d, DAXKMEM_STATE));
	return rc;
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], word ? "change its state" :
						  "read its state");

	if (rc)
		return rc;
	rc = word ? change(d, word) : show(d);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_state = {
	"state", run, "DEVICE [unplugged|online|online_kernel|online_movable]",
	"read or change a device's state", NULL, 1, 2,
};
