// SPDX-License-Identifier: GPL-2.0-or-later
/* Check other tools, dax devices, and namespaces without a dax device. */
#include <errno.h>
#include <string.h>
#include "cmd/doctor/doctor.h"
#include "ops/device.h"
#include "ops/namespace.h"

static bool installed(const char *program)
{
	static const char * const dirs[] = {
		"/usr/bin", "/usr/sbin", "/bin", "/sbin", "/usr/local/bin",
		"/usr/local/sbin",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(dirs); i++)
		if (root_exists(ctx, "%s/%s", dirs[i], program))
			return true;
	return false;
}

void check_tools(void)
{
	static const struct {
		const char *program, *what;
	} tools[] = {
		{ "ndctl", "creates namespaces of persistent memory" },
		{ "daxctl", "configures dax devices" },
		{ "numactl", "runs programs on a NUMA node" },
	};
	bool good = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(tools); i++) {
		if (installed(tools[i].program))
			continue;
		good = false;
		found(WARN, say("%s, which %s, is not installed",
				tools[i].program, tools[i].what),
		      say("apt install %s", tools[i].program));
	}
	if (good)
		found(OK, "ndctl, daxctl and numactl are installed", NULL);
}

/* Report a problem of a device. Returns true if there is one. */
static bool check_device(const struct daxkmem_device *d)
{
	const char *name = device_name(d);
	long long block = daxkmem_block_size(ctx);
	long long size = daxkmem_device_number(d, DAXKMEM_SIZE);

	if (daxkmem_device_in_tree(d)) {
		found(WARN, say("%s is in use by the in-tree kmem driver", name),
		      say("daxctl reconfigure-device -f -m devdax %s; daxkmem attach %s",
			  name, name));
		return true;
	}
	if (block < 0)
		unread("/sys/devices/system/memory/block_size_bytes", block);
	if (size < 0)
		unread(say("%s/%s/size", bus_of(name), name), -EIO);
	if (block < 0 || size < 0)
		return true;
	if (daxkmem_device_number(d, DAXKMEM_NODE) < 0) {
		found(WARN, say("%s has no NUMA node", name),
		      say("daxkmem attach %s --node N", name));
		return true;
	}
	if (size < block) {
		found(WARN, say("%s is smaller than a memory block (%s)",
				name, human(block)), NULL);
		return true;
	}
	return false;
}

void check_devices(void)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(ctx, &v), bad = 0;

	if (nr < 0) {
		found(nr == -ENOENT ? FAIL : UNKNOWN,
		      nr == -ENOENT ? "no dax bus" :
				      "the dax bus cannot be read",
		      nr == -ENOENT ? "modprobe dax" : NULL);
		return;
	}
	for (i = 0; i < nr; i++)
		bad += check_device(v[i]);
	if (!nr)
		found(WARN, "no dax devices found",
		      "ndctl create-namespace -m devdax -M mem, or modprobe dax_hmem");
	else if (!bad)
		found(OK, nr == 1 ? "1 dax device found, with a NUMA node" :
		      say("%d dax devices found, all with a NUMA node", nr),
		      NULL);
	daxkmem_devices_free(v, nr);
}

/* Returns ndctl's name of a mode; the kernel's names differ. */
static const char *mode_text(const char *mode)
{
	if (!strcmp(mode, "memory"))
		return "fsdax";
	if (!strcmp(mode, "safe"))
		return "sector";
	return mode;
}

static bool check_namespace(const char *name)
{
	char mode[WORD_LEN];
	long long size;
	int rc;

	if (strncmp(name, "namespace", 9))
		return false;
	size = root_number(ctx, ND_DEVICES "/%s/size", name);
	rc = root_read(ctx, mode, sizeof(mode), ND_DEVICES "/%s/mode", name);
	if (size < 0 || (size && rc < 0)) {
		unread(say(ND_DEVICES "/%s/%s", name, size < 0 ? "size" : "mode"),
		       size < 0 ? -EIO : rc);
		return true;
	}
	if (!size || !strcmp(mode, "dax"))
		return false;
	found(WARN, say("%s is in mode %s and is not a dax device", name,
			mode_text(mode)),
	      say("ndctl create-namespace -f -e %s -m devdax -M mem, which destroys its contents",
		  name));
	return true;
}

void check_namespaces(void)
{
	char **names;
	int i, nr = root_list(ctx, &names, ND_DEVICES), others = 0;

	if (nr < 0 && nr != -ENOENT) {
		unread(ND_DEVICES, nr);
		return;
	}
	for (i = 0; i < nr; i++)
		others += check_namespace(names[i]);
	if (nr >= 0)
		root_list_free(names, nr);
	if (!others)
		found(OK, nr < 0 ? "no persistent memory found" :
		      "all namespaces are in mode devdax", NULL);
}
