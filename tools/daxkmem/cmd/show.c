// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem show: show the settings of a device, or a single one. */
#include "cmd/commands.h"
#include "cli/settings.h"
#include "ops/cxl.h"
#include "ops/device.h"

#define ACTION "show settings"

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
static struct json_object *key_json(const struct daxkmem_setting *s)
{
	static const char *const kinds[] = {
		[DAXKMEM_SETTING_WORD] = "word", [DAXKMEM_SETTING_NUMBER] = "number",
		[DAXKMEM_SETTING_SIZE] = "size", [DAXKMEM_SETTING_SWITCH] = "switch",
		[DAXKMEM_SETTING_POOLS] = "pools",
	};
	struct json_object *o = json_object_new_object();

	json_put_text(o, "setting", s->name);
	if (!opt.json)
		json_put_text(o, "values", setting_values(s));
	json_put_text(o, "kind", kinds[s->kind]);
	json_object_object_add(o, "words", s->words ?
			       words_json(s->words) : NULL);
	json_put_text(o, "attribute", s->attribute);
	json_object_object_add(o, "unplugged_only",
			       json_object_new_boolean(s->unplugged_only));
	json_put_text(o, "help", s->help);
	return o;
}

static int show_keys(void)
{
	struct json_object *rows = json_object_new_array();
	const struct daxkmem_setting *s;
	int i;

	daxkmem_setting_foreach(i, s)
		json_object_array_add(rows, key_json(s));
	if (opt.json)
		json_print(rows);
	else
		table_print(rows, key_columns, ARRAY_SIZE(key_columns));
	json_object_put(rows);
	return DONE;
}

/* Print a value, if it is known. */
static void print_speed(const char *title, long long value, const char *unit)
{
	if (value > 0)
		printf("  %-18s %lld%s\n", title, value, unit);
}

/* The CXL region of the device, if it has one. */
static void show_region(const struct daxkmem_device *d)
{
	struct daxkmem_performance p, own;
	struct json_object *o;

	if (!is_cxl(d))
		return;
	p = daxkmem_device_performance(d);
	own = daxkmem_device_cdat(d);
	o = json_object_new_object();
	cxl_put(o, d);
	cxl_put_health(o);
	putchar('\n');
	cxl_print(o);
	json_object_put(o);
	print_speed("Read latency", p.read_latency, " ns");
	print_speed("Read bandwidth", p.read_bandwidth, " MB/s");
	print_speed("Device latency", own.read_latency, " ns" BY_CDAT);
	print_speed("Device bandwidth", own.read_bandwidth, " MB/s" BY_CDAT);
}

static int show_all(const struct daxkmem_device *d)
{
	struct json_object *rows = json_object_new_array(), *row;
	const struct daxkmem_setting *s;
	char value[WORD_LEN];
	int i;

	daxkmem_setting_foreach(i, s) {
		if (daxkmem_device_setting(d, s->name, value, sizeof(value)))
			continue;
		row = json_object_new_object();
		json_put_text(row, "setting", s->name);
		json_put_text(row, "value", setting_shown(s->name, value));
		json_put_text(row, "help", setting_help(s));
		json_object_array_add(rows, row);
	}
	if (several) {
		part_begin();
		printf("%s:\n", device_name(d));
	}
	table_print(rows, columns, ARRAY_SIZE(columns));
	json_object_put(rows);
	show_region(d);
	return DONE;
}

static int show_one(const struct daxkmem_device *d)
{
	char value[WORD_LEN];
	int rc = daxkmem_device_setting(d, name, value, sizeof(value));

	if (rc)
		return complain(FAILED, -rc, device_name(d), ACTION,
				say("the device has no setting %s", name),
				say("daxkmem show %s", device_name(d)));
	if (several)
		printf("%s: %s\n", device_name(d), setting_shown(name, value));
	else
		puts(setting_shown(name, value));
	return DONE;
}

static int show_json(const struct daxkmem_device *d)
{
	struct json_object *o = device_json(d);

	cxl_put_health(o);
	json_result(o);
	return DONE;
}

static int show(struct daxkmem_device *d)
{
	if (!daxkmem_device_attached(d))
		return not_attached(d, ACTION);
	if (opt.json)
		return show_json(d);
	return name ? show_one(d) : show_all(d);
}

/* Returns 0, or an exit code after an error message. */
static int check_name(const struct devices *found)
{
	const struct daxkmem_setting *s = name ? daxkmem_setting_find(name) : NULL;

	/* pools of huge pages belong to the node, see numactl and sysfs */
	if (!name || (s && s->attribute))
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
