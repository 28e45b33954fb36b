// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen maps: list the parts of devices and their holders. */
#include <errno.h>
#include <string.h>
#include "ops/device.h"
#include "mapping.h"

static const struct column columns[] = {
	{ "DEVICE", "chardev", TEXT, NULL },
	{ "OFFSET", "offset", TEXT, NULL },
	{ "SIZE", "size", SIZE, NULL },
	{ "USE", "use", TEXT, NULL },
	{ "DOMAIN", "domain", COUNT, NULL },
	{ "NAME", "name", TEXT, NULL },
	{ "GFN", "gfn", TEXT, NULL },
	{ "HEALTH", "health", TEXT, NULL },
};

static void add_rows(const struct mapping *m, struct json_object *rows)
{
	struct json_object *own = mapping_rows(m);
	size_t i;

	for (i = 0; i < json_object_array_length(own); i++)
		json_object_array_add(rows,
			json_object_get(json_object_array_get_idx(own, i)));
	json_object_put(own);
}

/*
 * Add a row for each range of a device, after freeing the parts of dead guests.
 * If the user did not name the device (!@asked), add it only if xenstore has a
 * record of it, or if it is bound to dax_kmem_xen.
 */
static int add(const char *word, struct json_object *rows, bool asked)
{
	struct mapping m;
	int rc = mapping_open(&m, word, "list its parts", false);

	if (!rc)
		rc = mapping_settle(&m);
	if (!rc && (asked || m.known || daxkmem_device_pool(m.d)))
		add_rows(&m, rows);
	mapping_close(&m);
	return rc;
}

static bool is_donated(const struct daxkmem_device *d)
{
	return daxkmem_device_pool(d) &&
	       !strcmp(device_text(d, DAXKMEM_STATE), "donated");
}

static int add_all(struct json_object *rows)
{
	struct daxkmem_device **v;
	int i, rc = 0, nr = daxkmem_devices(ctx, &v);

	if (nr < 0)
		return complain(nr == -ENOENT ? UNSUPPORTED : FAILED, -nr,
				DAX_DEVICES, "list devices", NULL,
				"modprobe dax");
	for (i = 0; i < nr && !rc; i++)
		if (!is_donated(v[i]))
			rc = add(device_name(v[i]), rows, false);
	daxkmem_devices_free(v, nr);
	return rc;
}

static int run(int argc, char **argv)
{
	struct json_object *rows = json_object_new_array();
	int rc = argc ? add(argv[0], rows, true) : add_all(rows);

	if (!rc && opt.json)
		json_print(rows);
	else if (!rc)
		table_print(rows, columns, ARRAY_SIZE(columns));
	json_object_put(rows);
	return rc;
}

const struct command cmd_xen_maps = {
	"maps", run, "[DEVICE]",
	"show which guest has each part of a device, and broken parts", NULL,
	0, 1,
};
