// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem show: show the settings of a device, or a single one. */
#include "cmd/commands.h"
#include "ops/device.h"
#include "lib/act/set.h"

#define ACTION "show its settings"

static bool keys, several;
static const char *name;	/* of the setting to show; NULL: all */

static const struct option_def options[] = {
	{ "keys", NULL, "list all settings and their possible values, without a device",
	  FLAG, &keys },
	{ 0 },
};

static const struct column key_columns[] = {
	{ "SETTING", "setting", TEXT, "" },
	{ "VALUES", "values", TEXT, "" },
	{ "ATTRIBUTE", "attribute", TEXT, "" },
	{ "MEANING", "help", TEXT, "" },
};

static const struct column columns[] = {
	{ "SETTING", "setting", TEXT, "" },
	{ "VALUE", "value", TEXT, "" },
	{ "MEANING", "help", TEXT, "" },
};

static struct json_object *words_json(const char *const *words)
{
	struct json_object *list = json_object_new_array();

	for (; *words; words++)
		json_object_array_add(list, json_text(*words));
	return list;
}

/* Without --json, all forms of a value are one text. */
static struct json_object *key_json(enum setting s)
{
	static const char *const kinds[] = {
		[SETTING_WORD] = "word", [SETTING_NUMBER] = "number",
		[SETTING_SIZE] = "size", [SETTING_SWITCH] = "switch",
		[SETTING_POOLS] = "pools",
	};
	const struct setting_info *info = setting_info(s);
	struct json_object *o = json_object_new_object();

	json_put_text(o, "setting", info->name);
	if (!opt.json)
		json_put_text(o, "values", setting_values(s));
	json_put_text(o, "kind", kinds[info->kind]);
	json_object_object_add(o, "words", info->words ?
			       words_json(info->words) : NULL);
	json_put_text(o, "attribute", info->attribute);
	json_object_object_add(o, "unplugged_only",
			       json_object_new_boolean(info->unplugged_only));
	json_put_text(o, "help", info->help);
	return o;
}

static int show_keys(void)
{
	struct json_object *rows = json_object_new_array();
	int s;

	for (s = 0; s < NR_SETTINGS; s++)
		json_object_array_add(rows, key_json(s));
	if (opt.json)
		json_print(rows);
	else
		table_print(rows, key_columns, ARRAY_SIZE(key_columns));
	json_object_put(rows);
	return DONE;
}

/* Skip pools of huge pages: they belong to the node, see numactl and sysfs. */
static bool is_shown(int s)
{
	return setting_info(s)->attribute;
}

static int show_all(const struct daxkmem_device *d)
{
	struct json_object *rows = json_object_new_array(), *row;
	char value[WORD_LEN];
	int s;

	for (s = 0; s < NR_SETTINGS; s++) {
		if (!is_shown(s) || setting_read(d, s, value))
			continue;
		row = json_object_new_object();
		json_put_text(row, "setting", setting_info(s)->name);
		json_put_text(row, "value", set_text(s, value));
		json_put_text(row, "help", setting_help(s));
		json_object_array_add(rows, row);
	}
	if (several) {
		part_begin();
		printf("%s:\n", device_name(d));
	}
	table_print(rows, columns, ARRAY_SIZE(columns));
	json_object_put(rows);
	return DONE;
}

static int show_one(const struct daxkmem_device *d, int s)
{
	char value[WORD_LEN];
	int rc = setting_read(d, s, value);

	if (rc)
		return complain(FAILED, -rc, device_name(d), ACTION,
				say("it has no %s", setting_info(s)->name),
				say("daxkmem show %s", device_name(d)));
	if (several)
		printf("%s: %s\n", device_name(d), set_text(s, value));
	else
		puts(set_text(s, value));
	return DONE;
}

static int show(struct daxkmem_device *d)
{
	if (!daxkmem_device_attached(d))
		return not_attached(d, ACTION);
	if (!opt.json)
		return name ? show_one(d, setting_find(name)) : show_all(d);
	json_result(device_json(d));
	return DONE;
}

/* Returns 0, or an exit code after an error message. */
static int check_name(const struct devices *found)
{
	int s = name ? setting_find(name) : 0;

	if (s >= 0 && is_shown(s))
		return 0;
	return usage(name, say("show: unknown setting '%s'", name),
		     say("daxkmem show %s", found->nr ?
			 device_name(found->v[0]) : "--keys"));
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc;

	if (keys)
		return show_keys();
	if (!argc)
		return usage("show", "show: missing DEVICE",
			     "daxkmem show DEVICE [SETTING]");
	if (argc > 1 && !device_word(argv[argc - 1]))
		name = argv[--argc];
	rc = devices_find(&found, argc, argv, ACTION, daxkmem_device_attached);
	several = found.several;
	rc = rc ?: check_name(&found) ?: devices_each(&found, ACTION, show);
	devices_free(&found);
	return rc;
}

const struct command cmd_show = {
	"show", run, "DEVICE|all... [SETTING]",
	"show the settings of a device", options, 0, -1,
};
