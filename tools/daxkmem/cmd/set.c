// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem set: change settings of an attached device, all or none of them. */
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "lib/act/set.h"

#define ACTION "change its settings"

static struct daxkmem_settings want;

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
static int take(const char *word)
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
	if (setting_given(&want, s))
		return wrong(word, say("%s is given twice", name));
	if (!setting_parse(s, equals + 1, want.value[s]))
		return 0;
	setting_expected(s, expected, sizeof(expected));
	return wrong(word, say("invalid %s '%s' (choose %s)", name, equals + 1,
			       expected));
}

/* Returns "policy offline, size 2G". */
static const char *done_text(void)
{
	const char *text = "";
	int s;

	for (s = 0; s < NR_SETTINGS; s++)
		if (setting_given(&want, s))
			text = say("%s%s%s %s", text, *text ? ", " : "",
				   setting_info(s)->name,
				   set_text(s, want.value[s]));
	return text;
}

static int set(struct daxkmem_device *d)
{
	int rc;

	stop_catch();
	rc = told(daxkmem_set(d, &want));
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
	"change settings of an attached device, all or none of them", NULL,
	2, -1,
};
