// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * daxkmem xen enable, disable: keep device_dax from binding devices before
 * dax_kmem_xen does.
 */
#include "host/modprobe_file.h"
#include "daxkmem_xen.h"

#define NAME "daxkmem-xen.conf"
#define CONF MODPROBE_DIR "/" NAME
#define WRITE "write the file"
#define REMOVE "remove the file"

/*
 * The install command tests for Xen, because the same system may also be booted
 * without it. The test uses shell builtins only, because an initramfs may have
 * no other programs.
 */
static const struct modprobe_file file = {
	NAME,
	"# Written by \"daxkmem xen enable\". To remove it, run \"daxkmem xen disable\".\n"
	"# A device that has been bound to device_dax since boot cannot be donated to Xen.\n"
	"# Under Xen, device_dax is therefore not loaded automatically. To use it for other\n"
	"# devices, load it after all pools are attached:\n"
	"# modprobe --ignore-install device_dax\n"
	"install device_dax t=; { read -r t < /sys/hypervisor/type; } 2> /dev/null; [ \"$t\" != xen ] && /sbin/modprobe --ignore-install device_dax $CMDLINE_OPTS\n"
};

static int fails(const char *action, int err)
{
	return complain(FAILED, err, CONF, action, NULL, next_step(err, NULL));
}

static int refuse(const char *action)
{
	return complain(FAILED, 0, CONF, action,
			"its contents are not those that daxkmem wrote",
			"check its contents, and remove it if it is not needed");
}

static int report(bool there, const char *text)
{
	bool loaded = root_exists(ctx, DAX_DRIVERS "/" DAX_HOME);
	struct json_object *o;

	if (!opt.json) {
		printf("%s: %s\n", CONF, text);
		if (there && loaded)
			puts("next: reboot the host; " DAX_HOME " is loaded");
		return DONE;
	}
	o = json_object_new_object();
	json_put_text(o, "file", CONF);
	json_put_text(o, "state", there ? "enabled" : "disabled");
	json_object_object_add(o, "loaded", json_object_new_boolean(loaded));
	json_print(o);
	json_object_put(o);
	return DONE;
}

/*
 * Write the file if @there, else remove it. Return: DONE, also if nothing had
 * to change, or an exit code after an error message.
 */
static int change(bool there)
{
	enum modprobe_state state;
	int rc = modprobe_file_read(&file, &state);
	bool done;

	if (rc)
		return fails("read the file", -rc);
	if (state == MODPROBE_EDITED)
		return refuse(there ? WRITE : REMOVE);
	done = state == (there ? MODPROBE_OURS : MODPROBE_ABSENT);
	if (!done)
		rc = there ? modprobe_file_write(&file) :
			     modprobe_file_remove(&file);
	if (rc)
		return fails(there ? WRITE : REMOVE, -rc);
	if (done)
		return report(there, there ? "already exists" : "does not exist");
	return report(there, there ? "written" : "removed");
}

static int enable(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return change(true);
}

static int disable(int argc, char **argv)
{
	(void)argc;
	(void)argv;
	return change(false);
}

const struct command cmd_xen_enable = {
	"enable", enable, "", "prevent device_dax from being loaded automatically",
	NULL, 0, 0,
};

const struct command cmd_xen_disable = {
	"disable", disable, "", "let device_dax be loaded automatically again",
	NULL, 0, 0,
};
