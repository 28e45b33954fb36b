// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem list: the dax devices, and what is memory of them. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "daxkmem.h"
#include "inventory.h"

static const char *columns;

static const struct option_def options[] = {
	{ "output", "COLUMN,...", "these columns; \"help\" names all, \"all\" shows them",
	  WORD, &columns },
	{ 0 },
};

static const struct column all[] = {
	{ "DEVICE", "chardev", TEXT, "the device" },
	{ "SIZE", "size", SIZE, "how large it is" },
	{ "DRIVER", "driver_shown", TEXT, "the driver that has it" },
	{ "NODE", "target_node", COUNT, "the NUMA node that its memory is in, or will be" },
	{ "STATE", "state", TEXT, "what it is as memory" },
	{ "POLICY", "policy", TEXT, "what a bind does, and the zone that is kept" },
	{ "PLUGGED", "plugged_size", SIZE, "what is added as memory" },
	{ "ONLINE", "online_size", SIZE, "what of it is online" },
	{ "LOST", "lost_size", SIZE, "lost to the alignment to memory blocks" },
	{ "ZONES", "zones", TEXT, "the zones that its blocks are online in" },
	{ "USED", "node_used", SIZE, "what of its node is in use" },
	{ "BAD", "bad_size", SIZE, "in pages that are known to be bad" },
	{ "WITHHELD", "withheld_size", SIZE, "in blocks left out for bad pages" },
	{ "REQUESTED", "requested_size", SIZE, "what is to be memory" },
	{ "MEMMAP", "memmap_on_memory", TEXT, "whether its memory map is on it" },
	{ "TIER", "tier", TEXT, "the memory tier of its node" },
	{ "LATENCY", "read_latency", COUNT, "of a read, in ns, as firmware says" },
	{ "BANDWIDTH", "read_bandwidth", COUNT, "of reads, in MB/s, as firmware says" },
	{ "NAMESPACE", "namespace", TEXT, "its namespace, if it is persistent memory" },
	{ "UUID", "uuid", TEXT, "the namespace's" },
	{ "REGION", "region", TEXT, "what it is part of" },
	{ "OPEN", "holders", TEXT, "processes that have it open or mapped" },
};

#define NR_DEFAULT 9	/* from the first one on */

static int columns_help(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		printf("%-10s %s\n", all[i].title, all[i].help);
	return DONE;
}

static const struct column *find(const char *title, size_t len)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		if (!strncasecmp(all[i].title, title, len) &&
		    !all[i].title[len])
			return &all[i];
	return NULL;
}

/* Returns how many are in @chosen, or -1 after a complaint. */
static int choose(struct column *chosen)
{
	const char *s = columns;
	const struct column *col;
	int nr = 0;
	size_t len;

	if (!s || !strcasecmp(s, "all")) {
		memcpy(chosen, all, sizeof(all));
		return s ? (int)ARRAY_SIZE(all) : NR_DEFAULT;
	}
	for (; *s; s += len + (s[len] == ',')) {
		len = strcspn(s, ",");
		col = find(s, len);
		if (!col || nr == ARRAY_SIZE(all)) {
			complain(USAGE, 0, say("%.*s", (int)len, s),
				 "show that column",
				 col ? "too many columns" : "there is none",
				 "daxkmem list --output help names all");
			return -1;
		}
		chosen[nr++] = *col;
	}
	return nr;
}

static int print(struct daxkmem_device **v, int nr)
{
	struct column chosen[ARRAY_SIZE(all)];
	struct json_object *rows;
	int nr_cols = choose(chosen);

	if (nr_cols < 0)
		return USAGE;
	rows = inventory_json(v, nr);
	if (opt.json)
		json_print(rows);
	else
		table_print(rows, chosen, nr_cols);
	json_object_put(rows);
	return DONE;
}

static int list_all(void)
{
	struct daxkmem_device **v;
	int rc, nr = daxkmem_devices(ctx, &v);

	if (nr == -ENOENT)
		return complain(UNSUPPORTED, ENOENT, "the dax bus",
				"list its devices",
				"there is none in /sys/bus/dax",
				"modprobe dax; a kernel without CONFIG_DAX has none");
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list its devices",
				NULL, NULL);
	rc = print(v, nr);
	if (!nr && !opt.json)
		fputs("daxkmem: there are no dax devices\n", stderr);
	daxkmem_devices_free(v, nr);
	return rc;
}

/* Those that are there are shown, also if others are not. */
static int list_named(int argc, char **argv)
{
	struct daxkmem_device **v = calloc(argc, sizeof(*v));
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
	rc = nr || opt.json ? print(v, nr) : DONE;
	daxkmem_devices_free(v, nr);
	return worst ?: rc;
}

static int run(int argc, char **argv)
{
	if (columns && !strcasecmp(columns, "help"))
		return columns_help();
	return argc ? list_named(argc, argv) : list_all();
}

const struct command cmd_list = {
	"list", run, "[DEVICE...]", "show dax devices, and what is memory of them",
	options, 0, -1,
};
