// SPDX-License-Identifier: GPL-2.0-or-later
/* Kernel modules are loaded as modprobe does it, but never by a shell. */
#include <errno.h>
#include <libkmod.h>
#include <string.h>
#include "daxkmem.h"
#include "module.h"

/* modprobe.d can name a command to be run instead. */
static int refuse_command(struct kmod_module *m, const char *cmdline,
			  void *data)
{
	(void)m;
	(void)cmdline;
	(void)data;
	return -EOPNOTSUPP;
}

static int insert(struct kmod_ctx *kmod, const char *name)
{
	struct kmod_list *list = NULL, *each;
	int rc = kmod_module_new_from_lookup(kmod, name, &list);

	if (!rc && !list)
		rc = -ENOENT;
	kmod_list_foreach(each, list) {
		struct kmod_module *m = kmod_module_get_module(each);

		if (!rc)
			rc = kmod_module_probe_insert_module(m, 0, NULL,
							     refuse_command,
							     NULL, NULL);
		kmod_module_unref(m);
	}
	kmod_module_unref_list(list);
	return rc;
}

static void log_nothing(void *data, int priority, const char *file, int line,
			const char *fn, const char *format, va_list args)
{
	(void)data;
	(void)priority;
	(void)file;
	(void)line;
	(void)fn;
	(void)format;
	(void)args;
}

/*
 * With its options in modprobe.d. Of this system: below another --sysroot there
 * is no kernel. What does not succeed is warned of.
 */
void module_load(const char *name)
{
	struct kmod_ctx *kmod;
	int rc;

	if (*opt.sysroot)
		return;
	kmod = kmod_new(NULL, NULL);
	if (!kmod) {
		warn(name, say("the module cannot be loaded: %s",
			       strerror(ENOMEM)));
		return;
	}
	kmod_set_log_fn(kmod, log_nothing, NULL);
	rc = insert(kmod, name);
	if (rc)
		warn(name, say("the module cannot be loaded: %s",
			       strerror(rc < 0 ? -rc : EPERM)));
	kmod_unref(kmod);
}
