// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Metrics of devices. Only read attributes that do not block while a device is
 * being changed.
 */
#include <stdlib.h>
#include <string.h>
#include "cmd/metrics/metrics.h"
#include "ops/device.h"
#include "policy.h"

#define PREFIX "daxkmem_device_"

static const struct {
	const char *name;
	enum daxkmem_number number;
	const char *help;
} sizes[] = {
	{ PREFIX "size_bytes", DAXKMEM_SIZE, "Size of the dax device." },
	{ PREFIX "usable_bytes", DAXKMEM_USABLE,
	  "Size of the device that can be memory, in whole memory blocks." },
	{ PREFIX "requested_bytes", DAXKMEM_REQUESTED,
	  "Size of the device that is requested as memory." },
	{ PREFIX "plugged_bytes", DAXKMEM_PLUGGED,
	  "Size of the device that is added as memory." },
	{ PREFIX "online_bytes", DAXKMEM_ONLINE,
	  "Size of the device that is online as memory." },
	{ PREFIX "lost_bytes", DAXKMEM_LOST,
	  "Size of the device that is lost to memory block alignment." },
	{ PREFIX "withheld_bytes", DAXKMEM_WITHHELD,
	  "Size of the blocks of the device that are excluded because of bad pages." },
	{ PREFIX "bad_bytes", DAXKMEM_BAD,
	  "Size of the known bad pages of the device." },
};

static void add_info(struct json_object *families, struct daxkmem_device **v,
		     int nr)
{
	struct json_object *f = family_add(families, PREFIX "info",
					   "Information about the device; always 1.");
	struct json_object *labels;
	int i;

	for (i = 0; i < nr; i++) {
		labels = metrics_labels(v[i]);
		json_put_text(labels, "driver",
			      daxkmem_device_text(v[i], DAXKMEM_DRIVER));
		json_put_text(labels, "policy",
			      daxkmem_device_text(v[i], DAXKMEM_POLICY));
		json_put_text(labels, "region",
			      daxkmem_device_text(v[i], DAXKMEM_REGION));
		json_put_text(labels, "namespace",
			      daxkmem_device_text(v[i], DAXKMEM_NAMESPACE));
		json_put_text(labels, "uuid",
			      daxkmem_device_text(v[i], DAXKMEM_UUID));
		sample_add(f, labels, json_object_new_int(1));
	}
}

static void add_attached(struct json_object *families,
			 struct daxkmem_device **v, int nr)
{
	struct json_object *f = family_add(families, PREFIX "attached",
					   "Whether the device is bound to dax_kmem.");
	int i;

	for (i = 0; i < nr; i++)
		sample_add(f, metrics_labels(v[i]),
			   json_object_new_int(daxkmem_device_attached(v[i])));
}

static void add_sizes(struct json_object *families, struct daxkmem_device **v,
		      int nr)
{
	struct json_object *f;
	size_t k;
	int i;

	for (k = 0; k < ARRAY_SIZE(sizes); k++) {
		f = family_add(families, sizes[k].name, sizes[k].help);
		for (i = 0; i < nr; i++)
			sample_add(f, metrics_labels(v[i]),
				   json_count(daxkmem_device_number(v[i], sizes[k].number)));
	}
}

/* Add a sample per state: 1 for the current state, 0 for the others. */
static void add_states(struct json_object *families, struct daxkmem_device **v,
		       int nr)
{
	struct json_object *f = family_add(families, PREFIX "state",
					   "State of the device as memory: 1 for the current state.");
	struct json_object *labels;
	const char *is;
	int i, s;

	for (i = 0; i < nr; i++) {
		is = daxkmem_device_text(v[i], DAXKMEM_STATE);
		for (s = 0; is && s < DK_NR_STATES; s++) {
			labels = metrics_labels(v[i]);
			json_put_text(labels, "state", dk_state_word(s));
			sample_add(f, labels,
				   json_object_new_int(!strcmp(is, dk_state_word(s))));
		}
	}
}

static const char *state_of(const struct daxkmem_block *b)
{
	return b->online ? "online" : b->plugged ? "offline" : "unplugged";
}

static bool alike(const struct daxkmem_block *a, const struct daxkmem_block *b)
{
	return a->plugged == b->plugged && a->online == b->online &&
	       !strcmp(a->zone, b->zone);
}

/* Add a sample for each group of blocks with the same state and zone. */
static void add_blocks_of(struct json_object *f, const struct daxkmem_device *d,
			  const struct daxkmem_block *b, int nr)
{
	struct json_object *labels;
	int i, k, count;

	for (i = 0; i < nr; i++) {
		for (k = 0; k < i && !alike(&b[k], &b[i]); k++)
			;
		if (k < i)
			continue;
		for (count = 0; k < nr; k++)
			count += alike(&b[k], &b[i]);
		labels = metrics_labels(d);
		json_put_text(labels, "state", state_of(&b[i]));
		json_put_text(labels, "zone", *b[i].zone ? b[i].zone : NULL);
		sample_add(f, labels, json_object_new_int(count));
	}
}

static void add_blocks(struct json_object *families, struct daxkmem_device **v,
		       int nr)
{
	struct json_object *f = family_add(families, PREFIX "blocks",
					   "Memory blocks of the device, by state and zone.");
	struct daxkmem_block *b;
	int i, n;

	for (i = 0; i < nr; i++) {
		n = daxkmem_device_blocks(v[i], &b);
		if (n < 0)
			continue;
		add_blocks_of(f, v[i], b, n);
		free(b);
	}
}

struct json_object *metrics_families(struct daxkmem_device **v, int nr)
{
	struct json_object *families = json_object_new_array();
	struct daxkmem_kept *kept;
	int nr_kept = daxkmem_kept(ctx, &kept);
	struct json_object *f;

	f = family_add(families, "daxkmem_driver_loaded",
		       "Whether the driver dax_kmem is loaded.");
	sample_add(f, json_object_new_object(),
		   json_object_new_int(!!daxkmem_driver(ctx)));
	add_info(families, v, nr);
	add_attached(families, v, nr);
	add_states(families, v, nr);
	add_sizes(families, v, nr);
	metrics_reported(families, v, nr);
	add_blocks(families, v, nr);
	metrics_kept(families, kept, nr_kept);
	metrics_nodes(families, v, nr, kept, nr_kept);
	metrics_health(families);
	if (nr_kept > 0)
		daxkmem_kept_free(kept, nr_kept);
	return families;
}
