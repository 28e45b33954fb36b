// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen attach: make a device a pool until the host reboots. */
#include "ops/device.h"
#include "ops/pool.h"
#include "daxkmem_xen.h"

static bool dry, scrub;
static const char *pxm_word;

static const struct option_def options[] = {
	{ "pxm", "N", "proximity domain of the memory", WORD,
	  &pxm_word },
	{ "scrub", NULL, "overwrite the memory with zeros first", FLAG,
	  &scrub },
	{ "dry-run", NULL, "show what would be done without doing it", FLAG,
	  &dry },
	{ 0 },
};

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	long long pxm;
	int rc = pool_pxm(pxm_word, &pxm);

	(void)argc;
	if (!rc)
		rc = device_find(&d, argv[0], "attach to the hypervisor");
	if (rc)
		return rc;
	rc = dry ? xen_plan_show(d, pxm) : pool_attach(d, pxm, scrub);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_xen_attach = {
	"attach", run, "DEVICE",
	"donate a device to the hypervisor until the host reboots", options,
	1, 1,
};
