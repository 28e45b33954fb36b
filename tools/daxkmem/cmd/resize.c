// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem resize: change how much of an attached device is memory. */
#include <errno.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/resize.h"

static unsigned int timeout;

static const struct option_def options[] = {
	{ "timeout", "SECONDS", "give up after that time", SECONDS, &timeout },
	{ 0 },
};

/* Caller holds the device lock. */
static int change(struct daxkmem_device *d, const char *word,
		  const char *action)
{
	long long goal;
	int rc = resize_goal(d, word, &goal) ?: resize_device(d, goal, timeout);

	(void)action;
	if (!rc)
		device_done(d, resize_reached(d));
	return rc;
}

static int not_attached(const struct daxkmem_device *d, const char *word)
{
	const char *name = device_name(d);

	return complain(FAILED, ENOENT, name, RESIZE_ACTION,
			"it is not attached",
			strchr("+-", *word) ? say("daxkmem attach %s", name) :
			say("daxkmem attach %s --size %s", name, word));
}

static int resize(struct daxkmem_device *d, const char *word)
{
	long long goal;
	int rc;

	if (!daxkmem_device_attached(d))
		return not_attached(d, word);
	/* report a wrong size before waiting for the lock */
	rc = resize_goal(d, word, &goal);
	if (rc)
		return rc;
	stop_catch();
	stop_after(timeout);
	return device_change(d, RESIZE_ACTION, change, word);
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], RESIZE_ACTION);

	(void)argc;
	if (rc)
		return rc;
	rc = resize(d, argv[1]);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_resize = {
	"resize", run, "DEVICE SIZE|+SIZE|-SIZE",
	"change how much of a device is memory", options, 2, 2,
};
