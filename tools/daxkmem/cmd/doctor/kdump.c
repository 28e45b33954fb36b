// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * kdump: a crash kernel dumps the memory that was present when it was loaded.
 * Either the kernel updates this list of memory (crash_hotplug, since 6.6, if
 * the crash kernel was loaded by kexec_file_load() or with kexec --hotplug), or
 * the crash kernel must be loaded again after memory was added or removed.
 */
#include <stdlib.h>
#include <string.h>
#include "cmd/doctor/doctor.h"

#define HOTPLUG		"/sys/devices/system/memory/crash_hotplug"
#define BLOCK_EVENTS	"/sys/module/dax_kmem/parameters/block_events"

/* udev rules that reload the crash kernel: Debian's kdump-tools, and others. */
static const char * const rules[] = {
	"50-kdump-tools.rules", "98-kexec.rules",
};

/* A file hides files of the same name in later directories. */
static const char * const dirs[] = {
	"/etc/udev/rules.d", "/run/udev/rules.d", "/usr/local/lib/udev/rules.d",
	"/usr/lib/udev/rules.d", "/lib/udev/rules.d",
};

static bool is_about_memory(const char *dir, const char *name)
{
	bool memory;
	char *text;

	if (root_read_all(ctx, &text, "%s/%s", dir, name) < 0)
		return false;
	memory = strstr(text, "SUBSYSTEM==\"memory\"");
	free(text);
	return memory;
}

/* Returns the file of the rule in effect, or NULL. */
static const char *find_rule(void)
{
	size_t r, f;

	for (r = 0; r < ARRAY_SIZE(rules); r++) {
		for (f = 0; f < ARRAY_SIZE(dirs); f++)
			if (root_exists(ctx, "%s/%s", dirs[f], rules[r]))
				break;
		if (f < ARRAY_SIZE(dirs) &&
		    is_about_memory(dirs[f], rules[r]))
			return say("%s/%s", dirs[f], rules[r]);
	}
	return NULL;
}

static void check_reload(void)
{
	const char *rule = find_rule();
	char word[WORD_LEN];

	if (!rule) {
		found(WARN,
		      "nothing reloads the crash kernel when device memory is added or removed: a dump would lack that memory",
		      "kdump-config reload after each attach and detach; the package kdump-tools has a udev rule that does this");
		return;
	}
	if (root_read(ctx, word, sizeof(word), BLOCK_EVENTS) > 0 &&
	    *word == 'Y') {
		found(WARN,
		      say("%s reloads the crash kernel for each memory block because block_events is on",
			  rule), "echo N > " BLOCK_EVENTS);
		return;
	}
	found(OK, say("%s reloads the crash kernel after the memory of a device was added or removed",
		      rule), NULL);
}

void check_kdump(void)
{
	if (root_number(ctx, "/sys/kernel/kexec_crash_size") <= 0)
		found(OK, "no memory is reserved for a crash kernel, so kdump is not in use",
		      NULL);
	else if (root_number(ctx, "/sys/kernel/kexec_crash_loaded") <= 0)
		found(WARN, "memory is reserved for a crash kernel, but none is loaded",
		      "kdump-config load (package kdump-tools)");
	else if (root_number(ctx, HOTPLUG) > 0)
		found(OK, "the kernel keeps the memory list of the loaded crash kernel up to date",
		      NULL);
	else
		check_reload();
}
