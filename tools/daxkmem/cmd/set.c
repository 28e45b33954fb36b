// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem set: change settings of an attached device, all or none of them. */
#include <string.h>
#include <unistd.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/hugepages.h"
#include "ops/resize.h"
#include "ops/set.h"

#define ACTION "change its settings"

static int wrong(const char *word, const char *cause, const char *next)
{
	return complain(USAGE, 0, word, "read the settings", cause, next);
}

static const char *names(void)
{
	const char *list = setting_info(0)->name;
	int s;

	for (s = 1; s < NR_SETTINGS; s++)
		list = say("%s%s%s", list, s == NR_SETTINGS - 1 ? " or " : ", ",
			   setting_info(s)->name);
	return list;
}

/* KEY=VALUE. Returns 0, or an exit code after a complaint. */
static int take(const char *word, struct settings *want)
{
	const char *equals = strchr(word, '=');
	char expected[TEXT_LEN];
	int s;

	if (!equals)
		return wrong(word, "it is not of the form KEY=VALUE",
			     "daxkmem set DEVICE policy=online_movable");
	s = setting_find(say("%.*s", (int)(equals - word), word));
	if (s < 0)
		return wrong(word, say("there is no setting \"%.*s\"",
				       (int)(equals - word), word),
			     say("use %s", names()));
	if (setting_given(want, s))
		return wrong(word, say("%s is given twice",
				       setting_info(s)->name),
			     "keep one of them");
	if (!setting_parse(s, equals + 1, want->value[s]))
		return 0;
	setting_expected(s, expected, sizeof(expected));
	return wrong(word, say("%s cannot be \"%s\"", setting_info(s)->name,
			       equals + 1), say("use %s", expected));
}

static int bring_size(struct daxkmem_device *d, const struct settings *want)
{
	long long goal = setting_bytes(want, SET_SIZE);

	if (!setting_given(want, SET_SIZE))
		return 0;
	if (goal < 0)
		goal = device_whole_size(d);
	if (daxkmem_device_number(d, DAXKMEM_PLUGGED) == goal)
		return 0;
	return resize_device(d, goal, 0);
}

/* "policy offline, size 2G" */
static const char *done_text(const struct settings *want)
{
	const char *text = "";
	int s;

	for (s = 0; s < NR_SETTINGS; s++)
		if (setting_given(want, s))
			text = say("%s%s%s %s", text, *text ? ", " : "",
				   setting_info(s)->name,
				   set_text(s, want->value[s]));
	return text;
}

/* Caller has the lock, and has read the device. */
static int set_locked(struct daxkmem_device *d, const struct settings *want)
{
	const char *pools = setting_or_null(want, SET_HUGEPAGES);
	struct settings was;
	int rc;

	if (!daxkmem_device_attached(d))
		return device_not_attached(d, ACTION);
	rc = set_check(d, want, ACTION) ?: huge_want_check(d, pools, ACTION) ?:
	     set_write(d, want, &was, ACTION);
	if (rc)
		return rc;
	daxkmem_device_refresh(d);
	rc = bring_size(d, want) ?: huge_want_set_up(d, pools, ACTION);
	if (rc) {
		set_restore(d, &was);
		return rc;
	}
	device_done(d, done_text(want));
	return DONE;
}

static int run(int argc, char **argv)
{
	struct settings want = { 0 };
	struct daxkmem_device *d;
	int i, lock, rc = 0;

	for (i = 1; !rc && i < argc; i++)
		rc = take(argv[i], &want);
	if (!rc)
		rc = device_find(&d, argv[0], ACTION);
	if (rc)
		return rc;
	stop_catch();
	lock = daxkmem_device_attached(d) ? device_lock_read(d, ACTION) :
	       -device_not_attached(d, ACTION);
	rc = lock < 0 ? -lock : set_locked(d, &want);
	if (lock >= 0)
		close(lock);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_set = {
	"set", run, "DEVICE KEY=VALUE...",
	"change settings of an attached device, all or none of them", NULL,
	2, -1,
};
