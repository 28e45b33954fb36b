// SPDX-License-Identifier: LGPL-2.1-or-later
/* Load libkmod, and use it below the sysroot. */
#include <pthread.h>
#include "base/kmod.h"
#include "base/late.h"

#define NR_CONFIGS 5

struct libkmod libkmod;
static bool loaded;

static void load(void)
{
	const struct late_call all[] = {
		{ "kmod_new", &libkmod.new },
		{ "kmod_unref", &libkmod.unref },
		{ "kmod_set_log_priority", &libkmod.set_log_priority },
		{ "kmod_list_next", &libkmod.list_next },
		{ "kmod_module_new_from_lookup", &libkmod.module_new_from_lookup },
		{ "kmod_module_get_module", &libkmod.module_get_module },
		{ "kmod_module_get_path", &libkmod.module_get_path },
		{ "kmod_module_probe_insert_module",
		  &libkmod.module_probe_insert_module },
		{ "kmod_module_unref", &libkmod.module_unref },
		{ "kmod_module_unref_list", &libkmod.module_unref_list },
		{ "kmod_config_get_blacklists", &libkmod.config_get_blacklists },
		{ "kmod_config_get_install_commands",
		  &libkmod.config_get_install_commands },
		{ "kmod_config_get_options", &libkmod.config_get_options },
		{ "kmod_config_iter_next", &libkmod.config_iter_next },
		{ "kmod_config_iter_get_key", &libkmod.config_iter_get_key },
		{ "kmod_config_iter_get_value", &libkmod.config_iter_get_value },
		{ "kmod_config_iter_free_iter", &libkmod.config_iter_free_iter },
	};

	loaded = late_open(LIBKMOD, all, ARRAY_SIZE(all));
}

/* Returns false if libkmod is not installed. */
bool libkmod_load(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, load);
	return loaded;
}

/* Returns 0, or a negative errno. */
static int find_configs(const struct daxkmem_ctx *ctx,
			char paths[NR_CONFIGS][PATH_MAX])
{
	static const char *const where[NR_CONFIGS] = {
		"/etc", "/run", "/usr/local/lib", "/usr/lib", "/lib",
	};
	int i, rc = 0;

	for (i = 0; i < NR_CONFIGS && !rc; i++)
		rc = root_path(ctx, paths[i], "%s/modprobe.d", where[i]);
	return rc;
}

/**
 * libkmod_below - read modules and modprobe's configuration below the sysroot
 * @release: the kernel whose modules are read; "" for the configuration alone
 *
 * Returns a context, or NULL without libkmod or without memory.
 */
struct kmod_ctx *libkmod_below(const struct daxkmem_ctx *ctx,
			       const char *release)
{
	char paths[NR_CONFIGS][PATH_MAX], modules[PATH_MAX];
	const char *configs[NR_CONFIGS + 1] = { NULL };
	struct kmod_ctx *kmod;
	int i;

	if (!libkmod_load() || find_configs(ctx, paths) ||
	    root_path(ctx, modules, "/lib/modules/%s", release))
		return NULL;
	for (i = 0; i < NR_CONFIGS; i++)
		configs[i] = paths[i];
	kmod = libkmod.new(modules, configs);
	if (kmod)
		libkmod.set_log_priority(kmod, 0);
	return kmod;
}
