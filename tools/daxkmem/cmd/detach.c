// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem detach: a device's memory is taken back; device_dax gets it, if loaded. */
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/detach.h"
#include "ops/device.h"

static struct detach_how how;

static const struct option_def options[] = {
	{ "force", NULL, "even if other nodes have no room", FLAG, &how.force },
	{ "timeout", "SECONDS", "give up after that time", SECONDS,
	  &how.timeout },
	{ "scrub", NULL, "overwrite it with zeros", FLAG, &how.scrub },
	{ 0 },
};

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	const char *done;
	int rc = device_find(&d, argv[0], "detach");

	(void)argc;
	if (rc)
		return rc;
	rc = detach_device(d, &how, &done);
	if (!rc)
		device_done(d, done);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_detach = {
	"detach", run, "DEVICE", "take a device's memory back", options, 1, 1,
};
