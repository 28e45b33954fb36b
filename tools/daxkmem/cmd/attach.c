// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem attach: a device becomes memory, or stays what it was. */
#include <string.h>
#include <unistd.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/attach.h"
#include "ops/device.h"
#include "ops/namespace.h"

static bool devdax;
static struct attach_options o = { .size = -1, .kernel_size = -1 };

static const struct option_def options[] = {
	{ "policy", "WORD", "what a bind does: offline, online, online_kernel, online_movable, auto",
	  WORD, &o.policy },
	{ "size", "SIZE", "so much of it; whole memory blocks", BYTES, &o.size },
	{ "kernel-size", "SIZE", "the first so many bytes for the kernel's zone",
	  BYTES, &o.kernel_size },
	{ "node", "N", "make it memory of that node", WORD, &o.node },
	{ "memmap", "WORD", "memory map on the device: auto, on, off", WORD,
	  &o.memmap },
	{ "bad-policy", "WORD", "leave out for a bad page: page, block", WORD,
	  &o.bad_policy },
	{ "hugepages", "SIZE:PAGES", "pools of huge pages on its node, as 2M:100,1G:2",
	  WORD, &o.hugepages },
	{ "devdax", NULL, "make the namespace devdax first; what it holds is lost",
	  FLAG, &devdax },
	{ "force", NULL, "even if a process has it open, or it holds data", FLAG,
	  &o.force },
	{ 0 },
};

/*
 * What it holds is lost; so the driver comes first, without which all would be
 * in vain.
 */
static int make_devdax(const char *name)
{
	int lock, rc = attach_load_driver(name);

	if (rc)
		return rc;
	lock = lock_uevent(ND_DEVICES, name, "make it devdax");
	if (lock < 0)
		return -lock;
	rc = namespace_make_devdax(name, o.force);
	close(lock);
	return rc;
}

/* A namespace in another mode has no dax device. Returns 0, or an exit code. */
static int check_namespace(const char *word)
{
	char name[WORD_LEN];
	const char *mode;

	if (!namespace_without_dax(word, name, &mode))
		return 0;
	if (devdax)
		return make_devdax(name);
	return complain(FAILED, 0, name, "attach",
			!strcmp(mode, "dax") ?
			"it was to become devdax, and that was not finished" :
			say("its mode is %s, and only a devdax namespace has a dax device",
			    mode),
			say("daxkmem attach %s --devdax; what it holds is lost",
			    name));
}

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc;

	(void)argc;
	rc = attach_check(&o);
	if (!rc)
		rc = check_namespace(argv[0]);
	if (!rc)
		rc = device_find(&d, argv[0], "attach");
	if (rc)
		return rc;
	rc = attach_device(d, &o);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_attach = {
	"attach", run, "DEVICE", "make a device memory of its node", options,
	1, 1,
};
