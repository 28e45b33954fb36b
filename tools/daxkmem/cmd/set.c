// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem set: change settings of an attached device, all or none of them. */
#include <errno.h>
#include <string.h>
#include "cmd/commands.h"
#include "cli/settings.h"
#include "ops/device.h"

#define ACTION "change settings"

static struct daxkmem_settings *want;

static const char *name_of(const void *list, int i)
{
	const struct daxkmem_setting *s = daxkmem_setting_at(i);

	(void)list;
	return s ? s->name : NULL;
}

static int wrong(const char *word, const char *text)
{
	return usage(word, say("set: %s", text), "daxkmem show DEVICE");
}

/* Parse KEY=VALUE. Returns 0, or an exit code after an error message. */
static int take(const char *word)
{
	const char *equals = strchrnul(word, '=');
	const char *name = say("%.*s", (int)(equals - word), word);

	if (!daxkmem_setting_find(name))
		return wrong(word, say("unknown setting '%s'%s", name,
				       suggest(name, name_of, NULL)));
	if (!*equals)
		return wrong(word, say("'%s' has no value; write %s=VALUE",
				       name, name));
	if (daxkmem_settings_get(want, name))
		return wrong(word, say("%s is specified twice", name));
	if (!daxkmem_settings_set(want, name, equals + 1))
		return 0;
	return wrong(word, say("invalid %s '%s' (choose %s)", name, equals + 1,
			       setting_expected(name)));
}

/* Returns "policy offline, size 2G". */
static const char *done_text(void)
{
	const char *value, *text = "";
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s) {
		value = daxkmem_settings_get(want, s->name);
		if (value)
			text = say("%s%s%s %s", text, *text ? ", " : "", s->name,
				   setting_shown(s->name, value));
	}
	return text;
}

static int set(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	rc = report_result(daxkmem_set(d, want));
	if (!rc)
		device_done(d, done_text());
	return rc;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int i, rc = 0, nr = 1;

	while (nr < argc && device_word(argv[nr]))
		nr++;
	if (nr == argc)
		return usage("set", "set: missing KEY=VALUE...",
			     "daxkmem show --keys");
	want = daxkmem_settings_new();
	if (!want)
		return complain(FAILED, ENOMEM, "daxkmem", ACTION, NULL, NULL);
	for (i = nr; !rc && i < argc; i++)
		rc = take(argv[i]);
	if (rc)
		return rc;
	rc = devices_find(&found, nr, argv, ACTION, daxkmem_device_attached) ?:
	     devices_each(&found, ACTION, set);
	devices_free(&found);
	return rc;
}

const struct command cmd_set = {
	"set", run, "DEVICE|all... KEY=VALUE...",
	"change settings of attached devices, all or none", NULL,
	2, -1,
};
