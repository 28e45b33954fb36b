// SPDX-License-Identifier: GPL-2.0-or-later
/* Check whether dax_kmem and the in-tree kmem are installed and loaded. */
#include <stdlib.h>
#include <string.h>
#include "base/kmod.h"
#include "cmd/doctor/doctor.h"

#define PARAMETERS "/sys/module/dax_kmem/parameters"

/* Returns the file that modprobe would load for a module, or NULL. */
static const char *file_of(struct kmod_ctx *kmod, const char *name)
{
	struct kmod_list *list = NULL, *l;
	struct kmod_module *mod;
	const char *path = NULL;

	if (libkmod.module_new_from_lookup(kmod, name, &list) < 0)
		return NULL;
	for (l = list; l; l = libkmod.list_next(list, l)) {
		mod = libkmod.module_get_module(l);
		if (!path && libkmod.module_get_path(mod))
			path = say("%s", libkmod.module_get_path(mod));
		libkmod.module_unref(mod);
	}
	libkmod.module_unref_list(list);
	return path;
}

/*
 * True if modprobe can load a module, or the kernel contains it. Also true
 * without libkmod, when this is unknown.
 */
bool module_exists(const char *name)
{
	struct kmod_ctx *kmod = libkmod_below(ctx, kernel_release());
	struct kmod_list *list = NULL;
	bool exists;

	if (!kmod)
		return true;
	exists = libkmod.module_new_from_lookup(kmod, name, &list) >= 0 && list;
	libkmod.module_unref_list(list);
	libkmod.unref(kmod);
	return exists;
}

static void check_file(const char *path)
{
	if (path)
		found(WARN, say("dax_kmem is installed (%s), but not loaded", path),
		      "modprobe dax_kmem; to load it at each boot: echo dax_kmem > /etc/modules-load.d/dax_kmem.conf");
	else
		found(FAIL, say("dax_kmem is not installed for Linux %s",
				kernel_release()),
		      "dkms install dax-kmem/" VERSION "; it needs the linux-headers of this kernel");
}

void check_module(void)
{
	const char *driver = daxkmem_driver(ctx);
	struct kmod_ctx *kmod;

	if (driver) {
		found(OK, say("dax_kmem is loaded as %s on the dax bus",
			      driver), NULL);
		return;
	}
	kmod = libkmod_below(ctx, kernel_release());
	if (!kmod) {
		found(UNKNOWN, "dax_kmem is not loaded; " LIBKMOD " is missing, so the installed modules are unknown",
		      INSTALL_LIBKMOD);
		return;
	}
	check_file(file_of(kmod, "dax_kmem"));
	libkmod.unref(kmod);
}

/* True if modprobe's blacklist or install lines include @name. Frees @i. */
static bool configured(struct kmod_config_iter *i, const char *name)
{
	bool is = false;

	while (i && libkmod.config_iter_next(i))
		is |= !strcmp(libkmod.config_iter_get_key(i), name);
	libkmod.config_iter_free_iter(i);
	return is;
}

/* Returns 1 if modprobe's configuration excludes a module, 0, or -1 if unknown. */
static int kept_out(const char *name)
{
	struct kmod_ctx *kmod = libkmod_below(ctx, kernel_release());
	bool is;

	if (!kmod)
		return -1;
	is = configured(libkmod.config_get_install_commands(kmod), name) ||
	     configured(libkmod.config_get_blacklists(kmod), name);
	libkmod.unref(kmod);
	return is;
}

/*
 * Since Linux 6.3, the in-tree kmem driver binds soft-reserved memory and CXL
 * regions automatically. daxctl can bind any device to it.
 */
void check_in_tree(void)
{
	const char *fix = "daxkmem compat enable";
	int out = kept_out("kmem");

	if (root_exists(ctx, "/sys/module/kmem"))
		found(WARN, "the in-tree kmem driver is loaded, and may bind devices automatically",
		      say("rmmod kmem; %s", fix));
	else if (out < 0)
		found(UNKNOWN, "the configuration of modprobe is unknown: " LIBKMOD " is missing",
		      INSTALL_LIBKMOD);
	else if (out)
		found(OK, "modprobe is configured not to load the in-tree kmem driver", NULL);
	else
		found(OK, "the in-tree kmem driver is not loaded, but daxctl and udev may load it",
		      say("to prevent that: %s", fix));
}

void check_policy(void)
{
	char policy[WORD_LEN], plug[WORD_LEN];
	int rc;

	if (!root_exists(ctx, PARAMETERS)) {
		found(UNKNOWN, "the policy of a bind is unknown while dax_kmem is not loaded",
		      "modprobe dax_kmem");
		return;
	}
	rc = root_read(ctx, policy, sizeof(policy), PARAMETERS "/policy");
	if (rc >= 0)
		rc = root_read(ctx, plug, sizeof(plug), PARAMETERS "/plug");
	if (rc < 0) {
		unread(PARAMETERS, rc);
		return;
	}
	if (!strcmp(policy, "online") || !strcmp(policy, "online_kernel"))
		found(WARN,
		      say("a bind uses the policy %s: the memory may not be removable",
			  policy),
		      "daxkmem attach DEVICE --policy online_movable");
	else
		found(OK, say("a bind uses the policy %s and adds %s memory",
			      policy, strcmp(plug, "none") ? "all" : "no"),
		      NULL);
}
