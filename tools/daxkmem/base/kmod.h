/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* libkmod, loaded when it is first needed. */
#ifndef DAXKMEM_KMOD_H
#define DAXKMEM_KMOD_H

#include <libkmod.h>
#include "base/base.h"

#define LIBKMOD "libkmod.so.2"
#define INSTALL_LIBKMOD "install libkmod (" LIBKMOD ")"

/* Its functions, without "kmod_". Call them after libkmod_load(). */
extern struct libkmod {
	typeof(kmod_new) *new;
	typeof(kmod_unref) *unref;
	typeof(kmod_set_log_priority) *set_log_priority;
	typeof(kmod_list_next) *list_next;
	typeof(kmod_module_new_from_lookup) *module_new_from_lookup;
	typeof(kmod_module_get_module) *module_get_module;
	typeof(kmod_module_get_path) *module_get_path;
	typeof(kmod_module_probe_insert_module) *module_probe_insert_module;
	typeof(kmod_module_unref) *module_unref;
	typeof(kmod_module_unref_list) *module_unref_list;
	typeof(kmod_config_get_blacklists) *config_get_blacklists;
	typeof(kmod_config_get_install_commands) *config_get_install_commands;
	typeof(kmod_config_get_options) *config_get_options;
	typeof(kmod_config_iter_next) *config_iter_next;
	typeof(kmod_config_iter_get_key) *config_iter_get_key;
	typeof(kmod_config_iter_get_value) *config_iter_get_value;
	typeof(kmod_config_iter_free_iter) *config_iter_free_iter;
} libkmod;

bool libkmod_load(void);
struct kmod_ctx *libkmod_below(const struct daxkmem_ctx *ctx,
			       const char *release);

#endif /* DAXKMEM_KMOD_H */
