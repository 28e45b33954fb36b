// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem list: show dax devices and their memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/cxl.h"
#include "ops/device.h"
#include "ops/inventory.h"
#include "ops/plan.h"

static const char *columns;
static bool verbose;

static const struct option_def options[] = {
	{ "output", "COLUMN,...", "columns to print; \"help\" lists them, \"all\" selects all (-o)",
	  WORD, &columns },
	{ "noheadings", NULL, "do not print headings (-n)", FLAG, &opt.no_headings },
	{ "raw", NULL, "separate columns with one space (-r)", FLAG, &opt.raw },
	{ "verbose", NULL, "also show memory blocks, or what attach would do (-v)", FLAG, &verbose },
	{ 0 },
};

static const struct column all[] = {
	{ "DEVICE", "chardev", TEXT, "device name" },
	{ "SIZE", "size", SIZE, "size of the device" },
	{ "DRIVER", "driver_shown", TEXT, "driver that the device is bound to" },
	{ "NODE", "target_node", COUNT, "target NUMA node of the memory, present or future" },
	{ "STATE", "state", TEXT, "state of the device as memory" },
	{ "POLICY", "policy", TEXT, "what a bind does, and the zone in which memory stays" },
	{ "PLUGGED", "plugged_size", SIZE, "size added as memory" },
	{ "ONLINE", "online_size", SIZE, "size that is online" },
	{ "LOST", "lost_size", SIZE, "size lost to memory block alignment" },
	{ "ZONES", "zones", TEXT, "zones of the online memory blocks" },
	{ "USED", "node_used", SIZE, "size in use on the node" },
	{ "BAD", "bad_size", SIZE, "size of the known bad pages" },
	{ "WITHHELD", "withheld_size", SIZE, "size of the blocks excluded because of bad pages" },
	{ "REQUESTED", "requested_size", SIZE, "size requested as memory" },
	{ "MEMMAP", "memmap_location", TEXT, "location of the memmap: on the device, or elsewhere" },
	{ "TIER", "tier", TEXT, "memory tier of the node" },
	{ "LATENCY", "read_latency", COUNT, "read latency in ns, as firmware reports it" },
	{ "BANDWIDTH", "read_bandwidth", COUNT, "read bandwidth in MB/s, as firmware reports it" },
	{ "CDAT-LATENCY", "cdat_read_latency", COUNT, "read latency in ns, as the CXL devices report it, without the link" },
	{ "CDAT-BANDWIDTH", "cdat_read_bandwidth", COUNT, "read bandwidth in MB/s, as the CXL devices report it, without the link" },
	{ "NAMESPACE", "namespace", TEXT, "namespace, if the device is persistent memory" },
	{ "UUID", "uuid", TEXT, "namespace UUID" },
	{ "REGION", "region", TEXT, "region that the device is part of" },
	{ "MEMDEVS", "memdevs_shown", TEXT, "memory devices of the CXL region" },
	{ "SERIALS", "serials_shown", TEXT, "their serial numbers" },
	{ "HOSTS", "hosts_shown", TEXT, "their PCI functions" },
	{ "WAYS", "interleave_ways", COUNT, "number of CXL devices that the region interleaves" },
	{ "GRANULARITY", "interleave_granularity", SIZE, "interleave granularity" },
	{ "DECODER", "decoder", TEXT, "root decoder of the CXL region" },
	{ "FIRMWARE", "firmware_shown", TEXT, "firmware versions of the CXL devices" },
	{ "SECURITY", "security_shown", TEXT, "security states of the CXL devices" },
	{ "HEALTH", "health_shown", TEXT, "health of the CXL devices, as they report it to root" },
	{ "OPEN", "holders", TEXT, "processes that have the device open or mapped" },
};

#define NR_DEFAULT 9	/* the first columns */

static int columns_help(void)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(all); i++)
		printf("%-14s %s\n", all[i].title, all[i].help);
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

/* Returns the number of columns in @chosen, or -1 after an error message. */
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
			usage("--output", col ? "list: too many columns" :
			      say("list: unknown column '%.*s'", (int)len, s),
			      "daxkmem list --output help");
			return -1;
		}
		chosen[nr++] = *col;
	}
	return nr;
}

static const struct column block_columns[] = {
	{ "BLOCK", "block", TEXT, "" },
	{ "STATE", "state", TEXT, "" },
	{ "ZONE", "zone", TEXT, "" },
	{ "BAD", "bad_pages", COUNT, "" },
};

/* @bad_known: false without a driver, when bad pages are not known. */
static struct json_object *blocks_json(const struct daxkmem_block *b, int nr,
				       bool bad_known)
{
	struct json_object *rows = json_object_new_array(), *o;
	int i;

	for (i = 0; i < nr; i++) {
		o = json_object_new_object();
		json_put_text(o, "block", say("memory%lu", b[i].id));
		json_put_text(o, "state", b[i].online ? "online" :
			      b[i].plugged ? "offline" : "unplugged");
		json_put_text(o, "zone", *b[i].zone ? b[i].zone : NULL);
		json_put_count(o, "bad_pages", bad_known ? (long long)b[i].bad : -1);
		json_object_array_add(rows, o);
	}
	return rows;
}

static struct json_object *device_blocks_json(const struct daxkmem_device *d)
{
	struct daxkmem_block *b = NULL;
	int nr = daxkmem_device_blocks(d, &b);
	struct json_object *rows = blocks_json(b, nr, true);

	free(b);
	return rows;
}

static struct json_object *kept_blocks_json(const struct kept *kept)
{
	struct json_object *rows;
	struct daxkmem_block *b;
	int nr = daxkmem_kept_blocks(ctx, kept->k, &b);

	if (nr < 0)
		return NULL;
	rows = blocks_json(b, nr, false);
	free(b);
	return rows;
}

/*
 * Add the blocks of devices that are memory, and a plan for other devices. The
 * rows of devices that no longer exist come last.
 */
static void add_details(struct json_object *rows, struct daxkmem_device **v,
			int nr, const struct kept_all *all)
{
	const struct kept *kept;
	struct json_object *row;
	int i, at = nr;
	bool fatal;

	for (i = 0; i < nr; i++) {
		row = json_object_array_get_idx(rows, i);
		kept = kept_by_device(all, device_name(v[i]));
		if (kept)
			json_object_object_add(row, "blocks", kept_blocks_json(kept));
		else if (daxkmem_device_attached(v[i]))
			json_object_object_add(row, "blocks", device_blocks_json(v[i]));
		else
			json_object_object_add(row, "plan",
					       plan_json(v[i], NULL, &fatal));
	}
	for (i = 0; i < all->nr; i++) {
		row = json_object_array_get_idx(rows, at);
		if (!row || *all->v[i].device)
			continue;
		json_object_object_add(row, "blocks",
				       kept_blocks_json(&all->v[i]));
		at++;
	}
}

static void print_details(struct json_object *rows)
{
	struct json_object *row, *more;
	size_t i;

	for (i = 0; i < json_object_array_length(rows); i++) {
		row = json_object_array_get_idx(rows, i);
		putchar('\n');
		if (json_object_object_get_ex(row, "plan", &more)) {
			plan_print(more);
			continue;
		}
		printf("%s:\n", json_object_get_string(json_object_object_get(row, "chardev")));
		table_print(json_object_object_get(row, "blocks"),
			    block_columns, ARRAY_SIZE(block_columns));
	}
}

/* Print to standard error, so that scripts can still parse the table. */
static void print_next(struct daxkmem_device **v, int nr,
		       const struct kept_all *all, bool gone)
{
	int i, k;

	fflush(stdout);
	for (i = 0; i < all->nr; i++) {
		for (k = 0; k < nr; k++)
			if (!strcmp(all->v[i].device, device_name(v[k])))
				break;
		if (k == nr && !(gone && !*all->v[i].device))
			continue;
		fprintf(stderr, "daxkmem: %s\n  next: %s\n",
			clean(kept_text(&all->v[i])),
			clean(kept_next(&all->v[i])));
	}
}

/* Only ask the devices for their health if it is printed. */
static void add_health(struct json_object *rows, const struct column *chosen,
		       int nr_cols)
{
	bool wanted = opt.json;
	size_t i;

	while (nr_cols--)
		wanted |= !strcmp(chosen[nr_cols].key, "health_shown");
	for (i = 0; wanted && i < json_object_array_length(rows); i++)
		cxl_put_health(json_object_array_get_idx(rows, i));
}

/* @gone: include kept memory of devices that no longer exist. */
static int print(struct daxkmem_device **v, int nr, bool gone)
{
	struct column chosen[ARRAY_SIZE(all)];
	struct json_object *rows;
	struct kept_all kept;
	int nr_cols = choose(chosen);

	if (nr_cols < 0)
		return USAGE;
	kept_read(&kept);
	rows = inventory_json(v, nr, &kept, gone);
	add_health(rows, chosen, nr_cols);
	if (verbose)
		add_details(rows, v, nr, &kept);
	if (opt.json)
		json_print(rows);
	else
		table_print(rows, chosen, nr_cols);
	if (verbose && !opt.json)
		print_details(rows);
	if (!opt.json)
		print_next(v, nr, &kept, gone);
	if (!opt.json && gone && !json_object_array_length(rows))
		fputs("daxkmem: no dax devices found\n", stderr);
	json_object_put(rows);
	kept_free(&kept);
	return DONE;
}

static int list_all(void)
{
	struct daxkmem_device **v;
	int rc, nr = daxkmem_devices(ctx, &v);

	if (nr == -ENOENT)
		return complain(UNSUPPORTED, ENOENT, "the dax bus",
				"list devices", "no dax bus in /sys/bus/dax",
				"modprobe dax; a kernel without CONFIG_DAX has no dax bus");
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list devices",
				NULL, NULL);
	rc = print(v, nr, true);
	daxkmem_devices_free(v, nr);
	return rc;
}

/* Show the devices that exist, even if others do not. */
static int list_named(int argc, char **argv)
{
	struct devices found = { 0 };
	int i, rc, worst = DONE;

	for (i = 0; i < argc; i++) {
		rc = devices_add(&found, argv[i], "list", device_any);
		worst = worst ?: rc;
	}
	if (found.all)
		rc = list_all();
	else
		rc = found.nr || opt.json ? print(found.v, found.nr, false) : DONE;
	devices_free(&found);
	return worst ?: rc;
}

static int run(int argc, char **argv)
{
	if (columns && !strcasecmp(columns, "help"))
		return columns_help();
	return argc ? list_named(argc, argv) : list_all();
}

const struct command cmd_list = {
	"list", run, "[DEVICE|all...]", "list dax devices and their memory",
	options, 0, -1,
};
