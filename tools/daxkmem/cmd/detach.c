// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem detach: remove a device's memory and bind device_dax if loaded. */
#include "cmd/commands.h"
#include "ops/device.h"

static bool force, scrub;
static unsigned int timeout;

static const struct option_def options[] = {
	{ "force", NULL, "detach even if other nodes have no room", FLAG, &force },
	{ "timeout", "SECONDS", "give up after SECONDS", SECONDS, &timeout },
	{ "scrub", NULL, "overwrite the memory with zeros", FLAG, &scrub },
	{ 0 },
};

static const char *whose(const struct daxkmem_device *d)
{
	if (daxkmem_device_range(d))
		return say("the range remains until 'daxkmem range remove %s'",
			   device_name(d));
	return *device_text(d, DAXKMEM_DRIVER) ? "bound to " DAX_HOME :
	       "without a driver because " DAX_HOME " is not loaded";
}

static int detach(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	stop_limit(timeout);
	rc = daxkmem_detach(d, (force ? DAXKMEM_DETACH_FORCE : 0) |
			       (scrub ? DAXKMEM_DETACH_SCRUB : 0));
	stop_cancel();
	if (rc < 0)
		return report_result(rc);
	device_done(d, say("%s, %s", rc ? "already detached" : "detached",
			   whose(d)));
	return DONE;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc = devices_find(&found, argc, argv, "detach",
			      daxkmem_device_attached) ?:
		 devices_each(&found, "detach", detach);

	devices_free(&found);
	return rc;
}

const struct command cmd_detach = {
	"detach", run, "DEVICE|all...", "remove the memory of devices from the system",
	options, 1, -1,
};
