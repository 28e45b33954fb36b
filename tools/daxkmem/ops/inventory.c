// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Collect the properties of devices: from the library, and from the system
 * about their nodes, tiers, zones and users.
 */
#include <stdlib.h>
#include <string.h>
#include "base/nodes.h"
#include "ops/cxl.h"
#include "ops/device.h"
#include "ops/inventory.h"

#define TIERS "/sys/devices/virtual/memory_tiering"

static bool in_list(const char *list, int n)
{
	int from, to, len;

	while (sscanf(list, "%d%n", &from, &len) == 1) {
		list += len;
		to = from;
		if (*list == '-' && sscanf(list + 1, "%d%n", &to, &len) == 1)
			list += len + 1;
		if (n >= from && n <= to)
			return true;
		list += *list == ',';
	}
	return false;
}

/* "memory_tier4"; NULL if the node has no tier. */
static const char *tier_of(int node)
{
	char text[TEXT_LEN], **names;
	const char *found = NULL;
	int i, nr = root_list(ctx, &names, TIERS);

	for (i = 0; i < nr && !found; i++)
		if (!strncmp(names[i], "memory_tier", 11) &&
		    root_read(ctx, text, sizeof(text), TIERS "/%s/nodelist",
			      names[i]) > 0 && in_list(text, node))
			found = say("%s", names[i]);
	if (nr >= 0)
		root_list_free(names, nr);
	return found;
}

static bool has(struct json_object *list, const char *word)
{
	size_t i;

	for (i = 0; i < json_object_array_length(list); i++)
		if (!strcmp(json_object_get_string(json_object_array_get_idx(list, i)),
			    word))
			return true;
	return false;
}

static struct json_object *zones_of(const struct daxkmem_device *d)
{
	struct daxkmem_block *b = NULL;
	struct json_object *list;
	int i, nr = daxkmem_device_blocks(d, &b);

	if (nr < 0)
		return NULL;
	list = json_object_new_array();
	for (i = 0; i < nr; i++)
		if (b[i].online && *b[i].zone && !has(list, b[i].zone))
			json_object_array_add(list, json_text(b[i].zone));
	free(b);
	return list;
}

static struct json_object *holders_of(const struct daxkmem_device *d)
{
	struct json_object *list;
	pid_t *pids;
	int i, nr = daxkmem_device_holders(d, &pids);

	if (nr < 0)
		return NULL;
	list = json_object_new_array();
	for (i = 0; i < nr; i++)
		json_object_array_add(list, json_object_new_int(pids[i]));
	free(pids);
	return list;
}

/* Tell dax_kmem from the kernel's own driver when both are named kmem. */
static const char *driver_shown(const struct daxkmem_device *d)
{
	const char *driver = daxkmem_device_text(d, DAXKMEM_DRIVER);

	if (!driver || strcmp(driver, "kmem"))
		return driver;
	return daxkmem_device_in_tree(d) ? "kmem (in-tree)" : "kmem (dax_kmem)";
}

static void add_performance(struct json_object *o,
			    const struct daxkmem_performance p)
{
	json_put_count(o, "read_latency", p.read_latency);
	json_put_count(o, "write_latency", p.write_latency);
	json_put_count(o, "read_bandwidth", p.read_bandwidth);
	json_put_count(o, "write_bandwidth", p.write_bandwidth);
}

/* Columns for kept memory, whose driver attributes are gone with the device. */
static void show_kept(struct json_object *o, const struct daxkmem_kept *k)
{
	json_put_text(o, "state", "kept");
	json_put_text(o, "policy", k->policy);
	json_put_count(o, "plugged_size", k->plugged);
	json_put_count(o, "online_size", k->online);
}

static struct json_object *one(const struct daxkmem_device *d,
			       const struct kept_all *all)
{
	const struct kept *kept = kept_by_device(all, device_name(d));
	struct json_object *o = device_json(d);
	int node = daxkmem_device_number(d, DAXKMEM_NODE);

	if (!opt.json)
		json_put_text(o, "driver_shown", driver_shown(d));
	if (!opt.json)
		cxl_put_shown(o);
	if (!opt.json && kept)
		show_kept(o, kept->k);
	json_object_object_add(o, "zones", zones_of(d));
	json_put_count(o, "node_used", node_used(ctx, node));
	json_put_text(o, "tier", tier_of(node));
	add_performance(o, daxkmem_device_performance(d));
	json_object_object_add(o, "holders", holders_of(d));
	if (kept)
		json_object_object_add(o, "kept", kept_json(kept));
	return o;
}

/* A device that is gone: all other properties are null. */
static struct json_object *gone_json(const struct kept *kept)
{
	const struct daxkmem_kept *k = kept->k;
	struct json_object *o = device_json(NULL);

	json_put_count(o, "target_node", k->node);
	if (!opt.json) {
		json_put_text(o, "chardev", say("%s (gone)", k->name));
		show_kept(o, k);
	}
	json_object_object_add(o, "zones", NULL);
	json_put_count(o, "node_used", node_used(ctx, k->node));
	json_put_text(o, "tier", tier_of(k->node));
	add_performance(o, daxkmem_node_performance(ctx, k->node));
	json_object_object_add(o, "holders", NULL);
	json_object_object_add(o, "kept", kept_json(kept));
	return o;
}

/*
 * An array with one object per device, and, if @gone, one per device that is
 * gone but whose memory is kept. The caller puts the array.
 */
struct json_object *inventory_json(struct daxkmem_device **v, int nr,
				   const struct kept_all *kept, bool gone)
{
	struct json_object *rows = json_object_new_array();
	int i;

	for (i = 0; i < nr; i++)
		json_object_array_add(rows, one(v[i], kept));
	for (i = 0; gone && i < kept->nr; i++)
		if (!*kept->v[i].device)
			json_object_array_add(rows, gone_json(&kept->v[i]));
	return rows;
}
