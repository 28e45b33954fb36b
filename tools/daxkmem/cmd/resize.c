// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem resize: change how much of an attached device is memory. */
#include "cmd/commands.h"
#include "ops/device.h"

#define ACTION "resize"

static unsigned int timeout;

static const struct option_def options[] = {
	{ "timeout", "SECONDS", "give up after SECONDS", SECONDS, &timeout },
	{ 0 },
};

static struct {
	bool more, less;
	long long bytes;
} by;

/* @object: in the error message. Returns 0, or an exit code. */
static int take_size(const char *word, const char *object)
{
	by.more = *word == '+';
	by.less = *word == '-';
	if (!parse_size(word + (by.more || by.less), &by.bytes))
		return 0;
	return complain(USAGE, 0, object, ACTION,
			say("\"%s\" is not a size", word),
			"specify a size such as 4G, +512M or -1G");
}

static const char *done_text(const struct daxkmem_device *d)
{
	return say("%s of %s is now memory",
		   human(daxkmem_device_number(d, DAXKMEM_PLUGGED)),
		   human(daxkmem_device_number(d, DAXKMEM_USABLE)));
}

static int resize(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	stop_limit(timeout);
	rc = by.more || by.less ?
	     daxkmem_resize_by(d, by.more ? by.bytes : -by.bytes) :
	     daxkmem_resize(d, by.bytes);
	stop_cancel();
	rc = report_result(rc);
	if (!rc)
		device_done(d, done_text(d));
	return rc;
}

static int run(int argc, char **argv)
{
	const char *word = argv[--argc];
	struct devices found;
	int rc = devices_find(&found, argc, argv, ACTION,
			      daxkmem_device_attached);

	if (!rc)
		rc = take_size(word, found.nr ? device_name(found.v[0]) :
						argv[0]) ?:
		     devices_each(&found, ACTION, resize);
	devices_free(&found);
	return rc;
}

const struct command cmd_resize = {
	"resize", run, "DEVICE|all... SIZE|+SIZE|-SIZE",
	"change the size of the memory of a device", options, 2, -1,
};
