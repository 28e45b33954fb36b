// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem compat: have stock daxctl, ndctl and memkind use dax_kmem. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/kmod.h"
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "host/modprobe_conf.h"
#include "host/modprobe_file.h"
#include "ops/device.h"

#define NAME "daxkmem-compat.conf"
#define CONF MODPROBE_DIR "/" NAME
#define INSTEAD "/sbin/modprobe dax_kmem"

static const struct modprobe_file file = {
	NAME,
	"# Written by \"daxkmem compat enable\". To remove it, run \"daxkmem compat disable\".\n"
	"# daxctl, ndctl and memkind identify memory of a dax device by the driver name\n"
	"# \"kmem\", and daxctl loads the module \"kmem\". With the lines below, dax_kmem\n"
	"# registers under that name and is loaded in place of kmem. Do not add\n"
	"# \"blacklist kmem\": daxctl obeys it and would load neither module.\n"
	"options dax_kmem bus_name=kmem\n"
	"install kmem " INSTEAD "\n"
};

/* The current state, which all actions print. */
struct status {
	enum modprobe_state conf;
	const char *bus_name;		/* of dax_kmem; NULL if not loaded */
	bool missing;			/* dax_kmem is not installed */
	bool in_tree;			/* the kernel's kmem is loaded */
	struct json_object *against;	/* lines that override our file */
	struct json_object *next;	/* steps until the file is in effect */
};

static int fails(const char *action, int err)
{
	return complain(FAILED, err, CONF, action, NULL, next_step(err, NULL));
}

/* True if modules.dep lists no dax_kmem; false if it cannot be read. */
static bool module_missing(void)
{
	char release[TEXT_LEN], *text;
	bool missing;

	if (root_read(ctx, release, sizeof(release),
		      "/proc/sys/kernel/osrelease") <= 0)
		return false;
	if (root_read_all(ctx, &text, "/lib/modules/%s/modules.dep",
			  release) < 0)
		return false;
	missing = !strstr(text, "dax_kmem.ko");
	free(text);
	return missing;
}

static void add_step(struct status *s, const char *text)
{
	json_object_array_add(s->next, json_text(text));
}

/* Add steps that detach all devices of a module, then unload the module. */
static void add_unload(struct status *s, bool in_tree)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(ctx, &v);

	for (i = 0; i < nr; i++) {
		if (in_tree && daxkmem_device_in_tree(v[i]))
			add_step(s, say("daxctl reconfigure-device -f -m devdax %s",
					device_name(v[i])));
		if (!in_tree && daxkmem_device_attached(v[i]))
			add_step(s, say("daxkmem detach %s", device_name(v[i])));
	}
	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	add_step(s, in_tree ? "modprobe -r kmem" : "modprobe -r dax_kmem");
}

static bool has_name(const struct status *s)
{
	return s->bus_name && !strcmp(s->bus_name, "kmem");
}

/* Search for the first word only: the file may have other white space. */
static const char *removal(const char *line)
{
	return say("remove the line \"%s\"; grep -rw %.*s /etc/modprobe.d /run/modprobe.d /lib/modprobe.d finds it",
		   line, (int)strcspn(line, " "), line);
}

/* Add steps that remove the lines of other files. */
static void add_removals(struct status *s)
{
	size_t i;

	for (i = 0; i < json_object_array_length(s->against); i++)
		add_step(s, removal(json_object_get_string(
				json_object_array_get_idx(s->against, i))));
}

static void add_steps(struct status *s)
{
	switch (s->conf) {
	case MODPROBE_OURS:
		if (!has_name(s))
			add_removals(s);
		if (s->in_tree)
			add_unload(s, true);
		if (s->bus_name && !has_name(s))
			add_unload(s, false);
		if (s->missing)
			add_step(s, "install dax_kmem for this kernel, or daxkmem compat disable");
		return;
	case MODPROBE_ABSENT:
		if (has_name(s))
			add_unload(s, false);
		return;
	case MODPROBE_EDITED:
		add_step(s, "move " CONF " to another directory");
		add_step(s, "daxkmem compat enable");
	}
}

static int needs_libkmod(void)
{
	if (libkmod_load())
		return 0;
	return complain(UNSUPPORTED, 0, MODPROBE_DIR, "read the configuration",
			LIBKMOD " is missing", INSTALL_LIBKMOD);
}

/* Find lines that override our file. Returns 0, or an exit code. */
static int look_at_modprobe(struct status *s)
{
	int rc;

	if (s->conf != MODPROBE_OURS)
		return 0;
	rc = needs_libkmod();
	if (rc)
		return rc;
	rc = modprobe_against(INSTEAD, s->against);
	if (rc)
		return complain(FAILED, -rc, MODPROBE_DIR, "read the directory",
				NULL, NULL);
	return 0;
}

/* Returns 0, or an exit code after an error message. */
static int look(struct status *s, const char *action)
{
	static char bus_name[WORD_LEN];
	int rc;

	*s = (struct status){ .conf = MODPROBE_ABSENT };
	rc = modprobe_file_read(&file, &s->conf);
	if (rc)
		return fails(action, -rc);
	rc = root_read(ctx, bus_name, sizeof(bus_name),
		       "/sys/module/dax_kmem/parameters/bus_name");
	s->bus_name = rc > 0 ? bus_name : NULL;
	s->missing = !s->bus_name && module_missing();
	s->in_tree = root_exists(ctx, "/sys/module/kmem");
	s->against = json_object_new_array();
	rc = look_at_modprobe(s);
	if (rc) {
		json_object_put(s->against);
		return rc;
	}
	s->next = json_object_new_array();
	add_steps(s);
	return 0;
}

/* True if "modprobe kmem" would load dax_kmem with the name kmem. */
static bool leads_there(const struct status *s)
{
	return s->conf == MODPROBE_OURS && !s->bus_name && !s->missing &&
	       !json_object_array_length(s->against);
}

/* Returns the driver that daxctl uses; NULL if there is none or not known. */
static const char *used(const struct status *s)
{
	if (has_name(s))
		return "dax_kmem";
	if (s->in_tree || s->conf == MODPROBE_ABSENT)
		return "kmem";
	return leads_there(s) ? "dax_kmem" : NULL;
}

static void print_json(const struct status *s)
{
	static const char *const words[] = { "disabled", "enabled", "edited" };
	struct json_object *o = json_object_new_object();

	json_put_text(o, "file", CONF);
	json_put_text(o, "state", words[s->conf]);
	json_put_text(o, "bus_name", s->bus_name);
	json_object_object_add(o, "missing",
			       json_object_new_boolean(s->missing));
	json_object_object_add(o, "in_tree",
			       json_object_new_boolean(s->in_tree));
	json_put_text(o, "used", used(s));
	json_object_object_add(o, "against", json_object_get(s->against));
	json_object_object_add(o, "next", json_object_get(s->next));
	json_print(o);
	json_object_put(o);
}

static void print_text(const struct status *s, const char *conf)
{
	const char *who = used(s);
	size_t i;

	printf("%s: %s\n", CONF, conf);
	printf("dax_kmem: %s\n", s->bus_name ?
	       say("loaded as %s on the dax bus", clean(s->bus_name)) :
	       s->missing ? "not installed for this kernel" : "not loaded");
	printf("kmem (in-tree): %s\n", s->in_tree ? "loaded" : "not loaded");
	for (i = 0; i < json_object_array_length(s->against); i++)
		printf("overridden by: %s\n",
		       json_object_get_string(json_object_array_get_idx(s->against, i)));
	printf("daxctl uses: %s\n", !who ? "-" :
	       strcmp(who, "kmem") ? who : "kmem (in-tree)");
	for (i = 0; i < json_object_array_length(s->next); i++)
		printf("next: %s\n",
		       json_object_get_string(json_object_array_get_idx(s->next, i)));
}

/* @conf: state of the file, or the action that changed it. */
static int report(const char *action, const char *conf)
{
	struct status s;
	int rc = look(&s, action);

	if (rc)
		return rc;
	if (opt.json)
		print_json(&s);
	else
		print_text(&s, conf);
	json_object_put(s.against);
	json_object_put(s.next);
	return DONE;
}

static int refuse(const char *action)
{
	return complain(FAILED, 0, CONF, action,
			"its contents differ from what daxkmem writes",
			"check its contents, and remove it if it is not needed");
}

static int enable(enum modprobe_state conf)
{
	int rc;

	if (conf == MODPROBE_EDITED)
		return refuse("write the file");
	rc = needs_libkmod();
	if (rc)
		return rc;
	rc = conf == MODPROBE_OURS ? 0 : modprobe_file_write(&file);
	if (rc)
		return fails("write the file", -rc);
	return report("read the file", conf == MODPROBE_OURS ? "already present" : "written");
}

static int disable(enum modprobe_state conf)
{
	int rc;

	if (conf == MODPROBE_EDITED)
		return refuse("remove the file");
	rc = conf == MODPROBE_ABSENT ? 0 : modprobe_file_remove(&file);
	if (rc)
		return fails("remove the file", -rc);
	return report("read the file", conf == MODPROBE_ABSENT ? "not present" : "removed");
}

static int status(enum modprobe_state conf)
{
	static const char *const texts[] = {
		"not present", "unmodified", "modified",
	};

	return report("read the file", texts[conf]);
}

static const struct {
	const char *word;
	int (*run)(enum modprobe_state conf);
} actions[] = {
	{ "enable", enable },
	{ "disable", disable },
	{ "status", status },
};

static int run(int argc, char **argv)
{
	enum modprobe_state conf;
	size_t i;
	int rc;

	(void)argc;
	for (i = 0; i < ARRAY_SIZE(actions); i++)
		if (!strcmp(argv[0], actions[i].word))
			break;
	if (i == ARRAY_SIZE(actions))
		return usage(argv[0], say("compat: unknown action '%s' (choose enable, disable or status)",
					  argv[0]), "daxkmem compat --help");
	rc = modprobe_file_read(&file, &conf);
	if (rc)
		return fails("read the file", -rc);
	return actions[i].run(conf);
}

const struct command cmd_compat = {
	"compat", run, "enable|disable|status",
	"make daxctl, ndctl and memkind use dax_kmem as kmem", NULL, 1, 1,
};
