// SPDX-License-Identifier: GPL-2.0-or-later
/* modprobe's configuration for dax_kmem and the in-tree kmem. */
#include <errno.h>
#include <fnmatch.h>
#include <libkmod.h>
#include <string.h>
#include "host/modprobe_conf.h"

#define NR_CONFIGS 4

/* Returns a context for the configuration below the sysroot, or NULL. */
static struct kmod_ctx *open_kmod(void)
{
	static const char *const where[NR_CONFIGS] = {
		"/etc/modprobe.d", "/run/modprobe.d",
		"/usr/local/lib/modprobe.d", "/lib/modprobe.d",
	};
	static char paths[NR_CONFIGS][PATH_MAX];
	const char *configs[NR_CONFIGS + 1] = { NULL };
	struct kmod_ctx *kmod;
	int i;

	for (i = 0; i < NR_CONFIGS; i++) {
		if (root_path(ctx, paths[i], "%s", where[i]))
			return NULL;
		configs[i] = paths[i];
	}
	kmod = kmod_new(NULL, configs);
	if (kmod)
		kmod_set_log_priority(kmod, 0);
	return kmod;
}

static void add_line(struct json_object *lines, const char *line)
{
	json_object_array_add(lines, json_text(line));
}

/* daxctl obeys a blacklist line even if it loads the module by its name. */
static void add_blacklist(struct kmod_ctx *kmod, struct json_object *lines)
{
	struct kmod_config_iter *i = kmod_config_get_blacklists(kmod);
	bool is = false;

	while (i && kmod_config_iter_next(i))
		is |= !strcmp(kmod_config_iter_get_key(i), "kmem");
	kmod_config_iter_free_iter(i);
	if (is)
		add_line(lines, "blacklist kmem");
}

/* modprobe obeys the first of several install lines. */
static void add_install(struct kmod_ctx *kmod, const char *instead,
			struct json_object *lines)
{
	struct kmod_config_iter *i = kmod_config_get_install_commands(kmod);

	while (i && kmod_config_iter_next(i)) {
		const char *module = kmod_config_iter_get_key(i);
		const char *command = kmod_config_iter_get_value(i);

		if (fnmatch(module, "kmem", 0))
			continue;
		if (!strcmp(command, instead))
			break;
		add_line(lines, say("install %s %s", module, command));
	}
	kmod_config_iter_free_iter(i);
}

/* Returns the text after the last bus_name= in @options, or NULL. */
static const char *last_bus_name(const char *options)
{
	const char *word = options, *last = NULL;

	while (*word) {
		if (!strncmp(word, "bus_name=", strlen("bus_name=")))
			last = word + strlen("bus_name=");
		word += strcspn(word, " \t");
		word += strspn(word, " \t");
	}
	return last;
}

static bool is_kmem(const char *value)
{
	return strcspn(value, " \t") == strlen("kmem") &&
	       !strncmp(value, "kmem", strlen("kmem"));
}

/* The driver uses the last of several values. */
static void add_options(struct kmod_ctx *kmod, struct json_object *lines)
{
	struct kmod_config_iter *i = kmod_config_get_options(kmod);
	const char *against = NULL, *options, *value;

	while (i && kmod_config_iter_next(i)) {
		options = kmod_config_iter_get_value(i);
		if (strcmp(kmod_config_iter_get_key(i), "dax_kmem"))
			continue;
		value = last_bus_name(options);
		if (value)
			against = is_kmem(value) ? NULL :
				  say("options dax_kmem %s", options);
	}
	kmod_config_iter_free_iter(i);
	if (against)
		add_line(lines, against);
}

/**
 * modprobe_against - find lines that keep dax_kmem from being loaded as kmem
 * @instead: the command that should run instead of loading kmem
 * @lines: receives the lines
 *
 * Returns 0, or a negative errno.
 */
int modprobe_against(const char *instead, struct json_object *lines)
{
	struct kmod_ctx *kmod = open_kmod();

	if (!kmod)
		return -ENOMEM;
	add_blacklist(kmod, lines);
	add_install(kmod, instead, lines);
	add_options(kmod, lines);
	kmod_unref(kmod);
	return 0;
}
