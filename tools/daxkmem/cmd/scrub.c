// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem scrub: overwrite a device that is not memory with zeros. */
#include "cmd/commands.h"
#include "ops/device.h"

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], "scrub");

	(void)argc;
	if (rc)
		return rc;
	stop_catch();
	rc = told(daxkmem_scrub(d));
	if (!rc)
		device_done(d, "overwritten with zeros");
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_scrub = {
	"scrub", run, "DEVICE", "overwrite a device that is no memory with zeros",
	NULL, 1, 1,
};
