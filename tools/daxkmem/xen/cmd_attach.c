// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen attach: make a device a pool until the host reboots. */
#include "ops/device.h"
#include "ops/pool.h"
#include "xen.h"

static bool dry;
static const char *pxm_word;

static const struct option_def options[] = {
	{ "pxm", "N", "the proximity domain that it is memory of", WORD,
	  &pxm_word },
	{ "dry-run", NULL, "say what would be done, and do nothing", FLAG,
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
	rc = dry ? xen_plan_show(d, pxm) : pool_attach(d, pxm);
	daxkmem_device_unref(d);
	return rc;
}

const struct command cmd_xen_attach = {
	"attach", run, "DEVICE",
	"give a device to the hypervisor, until the host reboots", options,
	1, 1,
};
