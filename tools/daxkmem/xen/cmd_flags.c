// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen flags: how other toolstacks ask for memory of a pool. */
#include "xen.h"

static int run(int argc, char **argv)
{
	struct daxkmem_device *d;
	int rc;

	(void)argc;
	rc = device_find(&d, argv[0], "say its flags");
	if (rc)
		return rc;
	daxkmem_device_free(d);
	return DONE;
}

const struct command cmd_xen_flags = {
	"flags", run, "DEVICE",
	"the memory flag of a pool, and lines for other toolstacks", NULL,
	1, 1,
};
