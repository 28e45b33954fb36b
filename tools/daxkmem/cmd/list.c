// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem list: show dax devices and their memory. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/inventory.h"
#include "ops/plan.h"

static const char *columns;
static bool verbose;

static const struct option_def options[] = {
	{ "output", "COLUMN,...", "these columns; \"help\" names all, \"all\" shows them (-o)",
	  WORD, &columns },
	{ "noheadings", NULL, "no line of titles (-n)", FLAG, &opt.no_headings },
	{ "raw", NULL, "one space between columns (-r)", FLAG, &opt.raw },
	{ "verbose", NULL, "its blocks, or what attach would do (-v)", FLAG, &verbose },
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
	{ "MEMMAP", "memmap_location", TEXT, "where its memory map is: on the device, or elsewhere" },
	{ "TIER", "tier", TEXT, "the memory tier of its node" },
	{ "LATENCY", "read_latency", COUNT, "of a read, in ns, as firmware says" },
	{ "BANDWIDTH", "read_bandwidth", COUNT, "of reads, in MB/s, as firmware says" },
	{ "NAMESPACE", "namespace", TEXT, "its namespace, if it is persistent memory" },
	{ "UUID", "uuid", TEXT, "the namespace's" },
	{ "REGION", "region", TEXT, "what it is part of" },
	{ "OPEN", "holders", TEXT, "processes that have it open or mapped" },
};

#define NR_DEFAULT 9	/* the first columns */

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
 * rows of devices that have gone come last.
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

/* @gone: include kept memory of devices that have gone. */
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
		fputs("daxkmem: there are no dax devices\n", stderr);
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
				"list its devices",
				"there is none in /sys/bus/dax",
				"modprobe dax; a kernel without CONFIG_DAX has none");
	if (nr < 0)
		return complain(FAILED, -nr, "the dax bus", "list its devices",
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
		rc = devices_add(&found, argv[i], "list it", device_any);
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
	"list", run, "[DEVICE|all...]", "show dax devices, and what is memory of them",
	options, 0, -1,
};
