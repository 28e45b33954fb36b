// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel modules, by libkmod. */
#include <errno.h>
#include <libkmod.h>
#include "host/modules.h"

/* What modprobe.d has instead of the module would be run by a shell. */
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
	int rc = kmod_module_new_from_lookup(kmod, name, &list);

	if (!rc && !list)
		rc = -ENOENT;
	kmod_list_foreach(l, list) {
		mod = kmod_module_get_module(l);
		if (!rc)
			rc = kmod_module_probe_insert_module(mod, 0, NULL,
							     no_command, NULL,
							     NULL);
		kmod_module_unref(mod);
	}
	kmod_module_unref_list(list);
	return rc;
}

/**
 * module_load - load a module with what it needs, as modprobe does
 * @name: the module, or an alias
 *
 * Returns 0, also if it is loaded already; -ENOENT if there is none; the
 * kernel's errno, negative; -ECANCELED if modprobe.d has a command instead;
 * -EOPNOTSUPP for another system's tree.
 */
int module_load(const char *name)
{
	struct kmod_ctx *kmod;
	int rc;

	if (*opt.sysroot)
		return -EOPNOTSUPP;
	kmod = kmod_new(NULL, NULL);
	if (!kmod)
		return -ENOMEM;
	/* what it would print is said by who calls */
	kmod_set_log_priority(kmod, 0);
	rc = load(kmod, name);
	kmod_unref(kmod);
	return rc;
}
