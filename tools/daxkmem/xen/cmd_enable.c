// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen enable, disable: device_dax does not come before a pool. */
#include "modprobe_file.h"
#include "xen.h"

#define NAME "daxkmem-xen.conf"
#define CONF MODPROBE_FOLDER "/" NAME

/* A command that asks, since the same system may be booted without Xen. */
static const struct modprobe_file file = {
	NAME,
	"# Written by \"daxkmem xen enable\"; \"daxkmem xen disable\" removes it.\n"
	"# What device_dax has had since the host booted the hypervisor cannot get. So\n"
	"# under Xen it is not loaded by itself. For other devices it can be, when all\n"
	"# pools are attached: modprobe --ignore-install device_dax\n"
	"install device_dax ! grep -qsx xen /sys/hypervisor/type && /sbin/modprobe --ignore-install device_dax $CMDLINE_OPTS\n"
};

static int fails(const char *action, int err)
{
	return complain(FAILED, err, CONF, action, NULL, next_step(err, NULL));
}

static int refuse(const char *action)
{
	return complain(FAILED, 0, CONF, action,
			"it is not as daxkmem wrote it",
			"see what is in it, and remove it if it is not needed");
}

static int report(bool there, const char *text)
{
	bool loaded = driver_exists(ctx, DAX_HOME);
	struct json_object *o;

	if (!opt.json) {
		printf("%s: %s\n", CONF, text);
		if (there && loaded)
			puts("next: boot the host again; " DAX_HOME " is loaded");
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

static int enable(int argc, char **argv)
{
	enum modprobe_state state;
	int rc = modprobe_file_read(&file, &state);

	(void)argc;
	(void)argv;
	if (rc)
		return fails("read it", -rc);
	if (state == MODPROBE_EDITED)
		return refuse("write it");
	rc = state == MODPROBE_OURS ? 0 : modprobe_file_write(&file);
	if (rc)
		return fails("write it", -rc);
	return report(true, state == MODPROBE_OURS ? "there already" :
						     "written");
}

static int disable(int argc, char **argv)
{
	enum modprobe_state state;
	int rc = modprobe_file_read(&file, &state);

	(void)argc;
	(void)argv;
	if (rc)
		return fails("read it", -rc);
	if (state == MODPROBE_EDITED)
		return refuse("remove it");
	rc = state == MODPROBE_ABSENT ? 0 : modprobe_file_remove(&file);
	if (rc)
		return fails("remove it", -rc);
	return report(false, state == MODPROBE_ABSENT ? "not there" :
							"removed");
}

const struct command cmd_xen_enable = {
	"enable", enable, "", "keep device_dax from coming before the pools",
	NULL, 0, 0,
};

const struct command cmd_xen_disable = {
	"disable", disable, "", "let device_dax come as ever", NULL, 0, 0,
};
