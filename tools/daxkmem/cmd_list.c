// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem list: the dax devices, and what is memory of them. */
#include <errno.h>
#include <stdlib.h>
#include "daxkmem.h"

static int print(const struct dax_device *v, int nr)
{
	if (opt.json)
		print_json(v, nr);
	else
		print_table(v, nr);
	return DONE;
}

static int list_all(void)
{
	struct dax_device *v = NULL;
	int nr = devices_read(&v);

	if (nr == -ENOENT)
		return complain(UNSUPPORTED, ENOENT, "the dax bus",
				"list its devices",
				"there is none in /sys/bus/dax",
				"modprobe dax; a kernel without CONFIG_DAX has none");
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list its devices",
				NULL, NULL);
	print(v, nr);
	if (!nr && !opt.json)
		fputs("daxkmem: there are no dax devices\n", stderr);
	free(v);
	return DONE;
}

/* Those that are there are shown, also if others are not. */
static int list_named(int argc, char **argv)
{
	struct dax_device *v = calloc(argc, sizeof(*v));
	int i, nr = 0, rc, worst = DONE;

	if (!v)
		return complain(FAILED, ENOMEM, argv[0], "list it", NULL, NULL);
	for (i = 0; i < argc; i++) {
		rc = device_find(&v[nr], argv[i], "list it");
		if (!rc)
			nr++;
		else if (!worst)
			worst = rc;
	}
	if (nr || opt.json)
		print(v, nr);
	free(v);
	return worst;
}

int cmd_list(int argc, char **argv)
{
	return argc ? list_named(argc, argv) : list_all();
}
