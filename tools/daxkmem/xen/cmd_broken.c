// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen broken: record a memory error in a part of a device. */
#include "broken.h"

static int run(int argc, char **argv)
{
	struct mapping m;
	struct dk_span s;
	int rc = mapping_open(&m, argv[0], "record an error", false);

	if (!rc)
		rc = mapping_span(&m, argv[1], argc > 2 ? argv[2] : "4096", &s);
	if (!rc)
		rc = broken_record(&m, s);
	if (!rc)
		rc = mapping_done(&m, say("%s is excluded from new mappings%s",
					  pages_text(s),
					  broken_keepers(&m, s)));
	mapping_close(&m);
	return rc;
}

const struct command cmd_xen_broken = {
	"broken", run, "DEVICE OFFSET [SIZE]",
	"record an error in a part; a second one destroys its guest",
	NULL, 2, 3,
};
