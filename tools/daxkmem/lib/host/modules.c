// SPDX-License-Identifier: LGPL-2.1-or-later
/* Load kernel modules with libkmod. */
#include <errno.h>
#include "base/kmod.h"
#include "lib/host/modules.h"

/* Refuse the install commands of modprobe.d: libkmod would run a shell. */
static int no_command(struct kmod_module *mod, const char *command, void *data)
{
	(void)mod;
	(void)command;
	(void)data;
	return -ECANCELED;
}

static int load(struct kmod_ctx *kmod, const char *name)
{
	struct kmod_list *list = NULL, *l;
	struct kmod_module *mod;
	int rc = libkmod.module_new_from_lookup(kmod, name, &list);

	if (!rc && !list)
		rc = -ENOENT;
	for (l = list; l; l = libkmod.list_next(list, l)) {
		mod = libkmod.module_get_module(l);
		if (!rc)
			rc = libkmod.module_probe_insert_module(mod, 0, NULL,
								no_command,
								NULL, NULL);
		libkmod.module_unref(mod);
	}
	libkmod.module_unref_list(list);
	return rc;
}

/**
 * module_load - load a module and its dependencies, as modprobe does
 * @name: name of the module, or an alias
 *
 * Returns 0, also if the module is already loaded; -ENOENT if there is none;
 * -ECANCELED if modprobe.d has an install command for it; -EOPNOTSUPP with a
 * sysroot; -ENOPKG without libkmod; or the kernel's negative errno.
 */
int module_load(struct daxkmem_ctx *ctx, const char *name)
{
	struct kmod_ctx *kmod;
	int rc;

	if (!libkmod_load())
		return -ENOPKG;
	if (*ctx->root.path)
		return -EOPNOTSUPP;
	kmod = libkmod.new(NULL, NULL);
	if (!kmod)
		return -ENOMEM;
	/* the caller prints error messages */
	libkmod.set_log_priority(kmod, 0);
	rc = load(kmod, name);
	libkmod.unref(kmod);
	return rc;
}

/**
 * module_explain - explain why a module is not loaded
 * @err: errno of module_load(), or 0 if it did not fail
 * @cause: receives the cause
 * @next: receives the next step
 */
void module_explain(const char *name, int err, const char **cause,
		    const char **next)
{
	*cause = say("the driver %s is not loaded", name);
	*next = say("modprobe %s; dmesg | grep %s", name, name);
	if (err == ENOENT) {
		*cause = say("no driver %s is installed for the running kernel",
			     name);
		*next = "install dax-kmem-dkms, or make modules modules_install";
	} else if (err == ENOPKG) {
		*cause = say("%s, and %s is missing", *cause, LIBKMOD);
		*next = say("modprobe %s, or %s", name, INSTALL_LIBKMOD);
	}
}
