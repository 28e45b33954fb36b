// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem scrub: overwrite a device that is not memory with zeros. */
#include "cmd/commands.h"
#include "ops/device.h"

static int scrub(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	rc = report_result(daxkmem_scrub(d));
	if (!rc)
		device_done(d, "overwritten with zeros");
	return rc;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc = devices_find(&found, argc, argv, "scrub", NULL) ?:
		 devices_each(&found, "scrub", scrub);

	devices_free(&found);
	return rc;
}

const struct command cmd_scrub = {
	"scrub", run, "DEVICE...",
	"overwrite devices that are not memory with zeros", NULL, 1, -1,
};
