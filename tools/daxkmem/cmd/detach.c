// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem detach: remove a device's memory and bind device_dax if loaded. */
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

static int detach(struct daxkmem_device *d)
{
	const char *done;
	int rc = detach_device(d, &how, &done);

	if (!rc)
		device_done(d, done);
	return rc;
}

static int run(int argc, char **argv)
{
	return devices_each(argc, argv, "detach", daxkmem_device_attached,
			    detach);
}

const struct command cmd_detach = {
	"detach", run, "DEVICE|all...", "take the memory of devices back",
	options, 1, -1,
};
