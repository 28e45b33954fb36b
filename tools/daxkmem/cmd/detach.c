// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem detach: remove a device's memory and bind the device to device_dax if
 * that is loaded, or to the in-tree kmem driver if the user or the configuration
 * wants that.
 */
#include <string.h>
#include "cmd/commands.h"
#include "conf/config.h"
#include "ops/device.h"

static bool force, scrub;
static const char *return_to;	/* NULL: see the configuration */
static unsigned int timeout;
static struct config config;

static const struct option_def options[] = {
	{ "force", NULL, "detach even if other nodes have no room", FLAG, &force },
	{ "timeout", "SECONDS", "give up after SECONDS", SECONDS, &timeout },
	{ "scrub", NULL, "overwrite the memory with zeros", FLAG, &scrub },
	{ "return-to", "DRIVER", "driver that gets the device: device_dax, kmem",
	  WORD, &return_to },
	{ 0 },
};

/* True if the device is to be bound to kmem. */
static bool to_kmem(const struct daxkmem_device *d)
{
	int i;

	if (return_to)
		return !strcmp(return_to, "kmem");
	for (i = 0; i < config.nr; i++)
		if (!config.v[i].wrong &&
		    daxkmem_device_matches(d, config.v[i].word))
			return config.v[i].to_kmem;
	return false;
}

static const char *whose(const struct daxkmem_device *d, bool kmem)
{
	if (daxkmem_device_range(d))
		return say("the range remains until 'daxkmem range remove %s'",
			   device_name(d));
	if (kmem)
		return "bound to kmem";
	return *device_text(d, DAXKMEM_DRIVER) ? "bound to " DAX_HOME :
	       "without a driver because " DAX_HOME " is not loaded";
}

static int detach(struct daxkmem_device *d)
{
	bool kmem = to_kmem(d);
	int rc;

	stop_catch();
	stop_limit(timeout);
	rc = daxkmem_detach(d, (force ? DAXKMEM_DETACH_FORCE : 0) |
			       (scrub ? DAXKMEM_DETACH_SCRUB : 0) |
			       (kmem ? DAXKMEM_DETACH_KMEM : 0));
	stop_cancel();
	if (rc < 0)
		return report_result(rc);
	device_done(d, say("%s, %s", rc ? "already detached" : "detached",
			   whose(d, kmem)));
	return DONE;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc;

	if (return_to && strcmp(return_to, "kmem") &&
	    strcmp(return_to, DAX_HOME))
		return usage(return_to,
			     say("detach: invalid --return-to '%s' (choose " DAX_HOME " or kmem)",
				 return_to), "daxkmem detach --help");
	if (!return_to)
		config_load(&config, 0, NULL);
	rc = devices_find(&found, argc, argv, "detach",
			  daxkmem_device_attached) ?:
	     devices_each(&found, "detach", detach);
	devices_free(&found);
	config_free(&config);
	return rc;
}

const struct command cmd_detach = {
	"detach", run, "DEVICE|all...", "remove the memory of devices from the system",
	options, 1, -1,
};
