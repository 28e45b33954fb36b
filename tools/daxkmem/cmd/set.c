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

static const char *name_of(const void *list, int i)
{
	(void)list;
	return i < NR_SETTINGS ? setting_info(i)->name : NULL;
}

static int wrong(const char *word, const char *text)
{
	return usage(word, say("set: %s", text), "daxkmem show DEVICE");
}

/* Parse KEY=VALUE. Returns 0, or an exit code after an error message. */
static int take(const char *word, struct settings *want)
{
	const char *equals = strchrnul(word, '=');
	const char *name = say("%.*s", (int)(equals - word), word);
	int s = setting_find(name);
	char expected[TEXT_LEN];

	if (s < 0)
		return wrong(word, say("unknown setting '%s'%s", name,
				       suggest(name, name_of, NULL)));
	if (!*equals)
		return wrong(word, say("'%s' has no value; write %s=VALUE",
				       name, name));
	if (setting_given(want, s))
		return wrong(word, say("%s is given twice", name));
	if (!setting_parse(s, equals + 1, want->value[s]))
		return 0;
	setting_expected(s, expected, sizeof(expected));
	return wrong(word, say("invalid %s '%s' (choose %s)", name, equals + 1,
			       expected));
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

/* Returns "policy offline, size 2G". */
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

/* Caller holds the device lock and has read the device. */
static int set_locked(struct daxkmem_device *d, const struct settings *want)
{
	const char *pools = setting_or_null(want, SET_HUGEPAGES);
	struct settings was;
	long long size;
	int rc;

	if (!daxkmem_device_attached(d))
		return device_not_attached(d, ACTION);
	rc = set_check(d, want, ACTION) ?: huge_want_check(d, pools, ACTION) ?:
	     set_write(d, want, &was, ACTION);
	if (rc)
		return rc;
	daxkmem_device_refresh(d);
	size = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	rc = bring_size(d, want);
	if (!rc) {
		rc = huge_want_set_up(d, pools, ACTION);
		if (rc && setting_given(want, SET_SIZE))
			resize_device(d, size, 0);
	}
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
