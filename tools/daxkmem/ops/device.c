// SPDX-License-Identifier: GPL-2.0-or-later
/* Print devices of the library for the commands. */
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "ops/cxl.h"
#include "ops/device.h"

/* How the device is used, in daxctl's words if it has one; NULL if unknown. */
static const char *mode(const struct daxkmem_device *d)
{
	if (daxkmem_device_attached(d) || daxkmem_device_in_tree(d))
		return "system-ram";
	if (daxkmem_device_pool(d))
		return "xen-pool";
	return strcmp(device_text(d, DAXKMEM_DRIVER), DAX_HOME) ? NULL :
								  "devdax";
}

static const struct {
	const char *key;
	enum daxkmem_text text;
} texts[] = {
	{ "driver", DAXKMEM_DRIVER },
	{ "namespace", DAXKMEM_NAMESPACE },
	{ "uuid", DAXKMEM_UUID },
	{ "region", DAXKMEM_REGION },
	{ "state", DAXKMEM_STATE },
	{ "policy", DAXKMEM_POLICY },
	{ "memmap_on_memory", DAXKMEM_MEMMAP },
	{ "memmap_location", DAXKMEM_MEMMAP_LOCATION },
	{ "bad_policy", DAXKMEM_BAD_POLICY },
};

static const struct {
	const char *key;
	enum daxkmem_number number;
} numbers[] = {
	{ "size", DAXKMEM_SIZE },
	{ "align", DAXKMEM_ALIGN },
	{ "target_node", DAXKMEM_NODE },
	{ "usable_size", DAXKMEM_USABLE },
	{ "requested_size", DAXKMEM_REQUESTED },
	{ "plugged_size", DAXKMEM_PLUGGED },
	{ "online_size", DAXKMEM_ONLINE },
	{ "lost_size", DAXKMEM_LOST },
	{ "withheld_size", DAXKMEM_WITHHELD },
	{ "kernel_size", DAXKMEM_KERNEL_SIZE },
	{ "bad_size", DAXKMEM_BAD },
	{ "timeout", DAXKMEM_TIMEOUT },
	{ "adistance", DAXKMEM_ADISTANCE },
	{ "scrub_on_unplug", DAXKMEM_SCRUB_ON_UNPLUG },
};

/* Properties of pools only. */
static void add_pool(struct json_object *o, const struct daxkmem_device *d)
{
	json_put_count(o, "donated_size",
		       daxkmem_device_number(d, DAXKMEM_DONATED));
	json_put_count(o, "xen_node",
		       daxkmem_device_number(d, DAXKMEM_XEN_NODE));
	json_put_count(o, "pxm", daxkmem_device_number(d, DAXKMEM_PXM));
}

/*
 * All properties, named as in daxctl where it has them. NULL stands for a
 * device that is gone: all its properties are null.
 */
struct json_object *device_json(const struct daxkmem_device *d)
{
	struct json_object *o = json_object_new_object();
	size_t i;

	json_put_text(o, "chardev", d ? device_name(d) : NULL);
	json_put_text(o, "mode", d ? mode(d) : NULL);
	json_object_object_add(o, "attached",
			       json_object_new_boolean(d && daxkmem_device_attached(d)));
	for (i = 0; i < ARRAY_SIZE(texts); i++)
		json_put_text(o, texts[i].key,
			      d ? daxkmem_device_text(d, texts[i].text) : NULL);
	for (i = 0; i < ARRAY_SIZE(numbers); i++)
		json_put_count(o, numbers[i].key, d ?
			       daxkmem_device_number(d, numbers[i].number) : -1);
	if (d && daxkmem_device_pool(d))
		add_pool(o, d);
	if (d)
		cxl_put(o, d);
	return o;
}

/* Finish a command successfully: print @text, or with --json the device. */
void device_done(struct daxkmem_device *d, const char *text)
{
	if (!opt.json) {
		printf("%s: %s\n", device_name(d), text);
		return;
	}
	daxkmem_device_refresh(d);
	json_result(device_json(d));
}

/* Returns "attached, memory of node 1, state online_movable, 2G of 2G online" */
const char *attached_text(struct daxkmem_device *d, const char *text)
{
	long long node = daxkmem_device_number(d, DAXKMEM_NODE);
	long long online = daxkmem_device_number(d, DAXKMEM_ONLINE);
	long long usable = daxkmem_device_number(d, DAXKMEM_USABLE);

	if (node >= 0)
		text = say("%s, memory of node %lld", text, node);
	if (daxkmem_device_text(d, DAXKMEM_STATE))
		text = say("%s, state %s", text, device_text(d, DAXKMEM_STATE));
	if (online >= 0 && usable >= 0)
		text = say("%s, %s of %s online", text, human(online),
			   human(usable));
	return text;
}
