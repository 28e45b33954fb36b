// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem map: a picture of nodes, devices and their memory blocks. */
#include <errno.h>
#include "cmd/commands.h"
#include "cmd/map/map.h"
#include "base/nodes.h"
#include "ops/device.h"

#define ACTION "draw the map"

static struct json_object *block_json(const struct map_device *d, int i)
{
	const struct daxkmem_block *b = &d->blocks[i];
	struct json_object *o = json_object_new_object();

	json_put_text(o, "block", say("memory%lu", b->id));
	json_put_text(o, "state", b->online ? "online" :
		      b->plugged ? "offline" : "unplugged");
	json_put_text(o, "zone", *b->zone ? b->zone : NULL);
	json_put_count(o, "used_size", d->used ? d->used[i] : -1);
	/* bad pages of kept memory are not known: it has no driver */
	json_put_count(o, "bad_pages", d->kept ? -1 : (long long)b->bad);
	return o;
}

static struct json_object *blocks_json(const struct map_device *d)
{
	struct json_object *list;
	int i;

	if (!d->drawn)
		return NULL;
	list = json_object_new_array();
	for (i = 0; i < d->nr; i++)
		json_object_array_add(list, block_json(d, i));
	return list;
}

static struct json_object *devices_json(const struct map *m, int node)
{
	struct json_object *o, *list = json_object_new_array();
	const struct map_device *d;
	int i;

	for (i = 0; i < m->nr; i++) {
		d = &m->devices[i];
		if (d->node != node)
			continue;
		o = device_json(d->d);
		if (!d->d)
			json_put_count(o, "target_node", node);
		if (d->kept)
			json_object_object_add(o, "kept", kept_json(d->kept));
		json_put_count(o, "used_size", map_device_used(d));
		json_object_object_add(o, "blocks", blocks_json(d));
		json_object_array_add(list, o);
	}
	return list;
}

static struct json_object *node_json(const struct map *m, int node)
{
	struct json_object *o = json_object_new_object();

	json_put_count(o, "node", node);
	json_put_count(o, "size", node_meminfo(ctx, node, "MemTotal:"));
	json_put_count(o, "used_size", node_used(ctx, node));
	json_put_count(o, "other_size", map_other_memory(m, node));
	json_object_object_add(o, "devices", devices_json(m, node));
	return o;
}

static void print_json(const struct map *m)
{
	struct json_object *o = json_object_new_object();
	struct json_object *nodes = json_object_new_array();
	int i;

	for (i = 0; i < m->nr_nodes; i++)
		json_object_array_add(nodes, node_json(m, m->nodes[i]));
	json_put_count(o, "block_size", daxkmem_block_size(ctx));
	json_put_count(o, "use_from_one_of", m->one_of ?: -1);
	json_object_object_add(o, "nodes", nodes);
	json_object_object_add(o, "devices_without_node", devices_json(m, -1));
	json_print(o);
	json_object_put(o);
}

static int show(struct daxkmem_device **v, int nr, const char *name,
		bool all_nodes)
{
	struct map m;
	int rc = map_read(&m, v, nr, all_nodes);

	if (!rc && opt.json)
		print_json(&m);
	else if (!rc)
		map_draw(&m);
	if (!rc && !opt.json && !m.nr && !m.nr_nodes)
		fputs("daxkmem: no NUMA nodes and no dax devices found\n",
		      stderr);
	map_free(&m);
	return rc ? complain(FAILED, -rc, name, ACTION, NULL,
			     next_step(-rc, "daxkmem list")) : DONE;
}

/* Also show the nodes if there is no dax bus. */
static int show_all(void)
{
	struct daxkmem_device **v = NULL;
	int rc, nr = daxkmem_devices(ctx, &v);

	if (nr < 0 && nr != -ENOENT)
		return complain(FAILED, -nr, "the dax bus", "list devices",
				NULL, NULL);
	rc = show(v, nr < 0 ? 0 : nr, "the machine", true);
	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	return rc;
}

static int run(int argc, char **argv)
{
	struct devices found;
	int rc;

	if (!argc)
		return show_all();
	rc = devices_find(&found, argc, argv, ACTION, device_any);
	if (!rc)
		rc = found.all ? show_all() :
		     show(found.v, found.nr, device_name(found.v[0]), false);
	devices_free(&found);
	return rc;
}

const struct command cmd_map = {
	"map", run, "[DEVICE|all...]",
	"draw a map of nodes, devices and their memory blocks", NULL, 0, -1,
};
