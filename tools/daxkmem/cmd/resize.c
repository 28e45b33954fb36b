// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem resize: change how much of an attached device is memory. */
#include "cmd/commands.h"
#include "ops/device.h"

#define ACTION "resize"

static unsigned int timeout;

static const struct option_def options[] = {
	{ "timeout", "SECONDS", "give up after that time", SECONDS, &timeout },
	{ 0 },
};

static int change(struct daxkmem_device *d, const char *word)
{
	bool more = *word == '+', less = *word == '-';
	long long bytes;
	int rc;

	if (parse_size(word + (more || less), &bytes))
		return complain(USAGE, 0, device_name(d), ACTION,
				say("\"%s\" is not a size", word),
				"give one as 4G, +512M or -1G");
	stop_catch();
	stop_limit(timeout);
	rc = more || less ? daxkmem_resize_by(d, more ? bytes : -bytes) :
			    daxkmem_resize(d, bytes);
	stop_cancel();
	return told(rc);
}

static const char *done_text(const struct daxkmem_device *d)
{
	return say("%s of %s is memory now",
		   human(daxkmem_device_number(d, DAXKMEM_PLUGGED)),
		   human(daxkmem_device_number(d, DAXKMEM_USABLE)));
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], ACTION);

	(void)argc;
	if (rc)
		return rc;
	rc = change(d, argv[1]);
	if (!rc)
		device_done(d, done_text(d));
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_resize = {
	"resize", run, "DEVICE SIZE|+SIZE|-SIZE",
	"change how much of a device is memory", options, 2, 2,
};
