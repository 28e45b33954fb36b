// SPDX-License-Identifier: GPL-2.0-or-later
/* modprobe's configuration for dax_kmem and the in-tree kmem. */
#include <errno.h>
#include <fnmatch.h>
#include <string.h>
#include "base/kmod.h"
#include "host/modprobe_conf.h"

static void add_line(struct json_object *lines, const char *line)
{
	json_object_array_add(lines, json_text(line));
}

/* daxctl obeys a blacklist line even if it loads the module by its name. */
static void add_blacklist(struct kmod_ctx *kmod, struct json_object *lines)
{
	struct kmod_config_iter *i = libkmod.config_get_blacklists(kmod);
	bool is = false;

	while (i && libkmod.config_iter_next(i))
		is |= !strcmp(libkmod.config_iter_get_key(i), "kmem");
	libkmod.config_iter_free_iter(i);
	if (is)
		add_line(lines, "blacklist kmem");
}

/* modprobe obeys the first of several install lines. */
static void add_install(struct kmod_ctx *kmod, const char *instead,
			struct json_object *lines)
{
	struct kmod_config_iter *i = libkmod.config_get_install_commands(kmod);

	while (i && libkmod.config_iter_next(i)) {
		const char *module = libkmod.config_iter_get_key(i);
		const char *command = libkmod.config_iter_get_value(i);

		if (fnmatch(module, "kmem", 0))
			continue;
		if (!strcmp(command, instead))
			break;
		add_line(lines, say("install %s %s", module, command));
	}
	libkmod.config_iter_free_iter(i);
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
	struct kmod_config_iter *i = libkmod.config_get_options(kmod);
	const char *against = NULL, *options, *value;

	while (i && libkmod.config_iter_next(i)) {
		options = libkmod.config_iter_get_value(i);
		if (strcmp(libkmod.config_iter_get_key(i), "dax_kmem"))
			continue;
		value = last_bus_name(options);
		if (value)
			against = is_kmem(value) ? NULL :
				  say("options dax_kmem %s", options);
	}
	libkmod.config_iter_free_iter(i);
	if (against)
		add_line(lines, against);
}

/**
 * modprobe_against - find lines that keep dax_kmem from being loaded as kmem
 * @instead: the command that should run instead of loading kmem
 * @lines: receives the lines
 *
 * Returns 0, or -ENOMEM. Call it after libkmod_load().
 */
int modprobe_against(const char *instead, struct json_object *lines)
{
	struct kmod_ctx *kmod = libkmod_below(ctx, "");

	if (!kmod)
		return -ENOMEM;
	add_blacklist(kmod, lines);
	add_install(kmod, instead, lines);
	add_options(kmod, lines);
	libkmod.unref(kmod);
	return 0;
}
