// SPDX-License-Identifier: LGPL-2.1-or-later
/* Read the properties of a dax device from sysfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "private.h"

static bool is_range(const char *name)
{
	return !strncmp(name, RANGE_NAME, strlen(RANGE_NAME));
}

/* Attributes, relative to the directory of the device. */
struct text_file {
	enum daxkmem_text which;
	const char *file;
};

struct number_file {
	enum daxkmem_number which;
	const char *file;
};

static const struct text_file text_files[] = {
	{ DAXKMEM_STATE, "state" },
	{ DAXKMEM_POLICY, "dax_kmem/policy" },
	{ DAXKMEM_MEMMAP, "dax_kmem/memmap_on_memory" },
	{ DAXKMEM_MEMMAP_LOCATION, "dax_kmem/memmap_location" },
	{ DAXKMEM_BAD_POLICY, "dax_kmem/bad_policy" },
};

static const struct number_file number_files[] = {
	{ DAXKMEM_SIZE, "size" },
	{ DAXKMEM_NODE, "target_node" },
	{ DAXKMEM_ALIGN, "align" },
	{ DAXKMEM_USABLE, "dax_kmem/usable_size" },
	{ DAXKMEM_REQUESTED, "dax_kmem/requested_size" },
	{ DAXKMEM_PLUGGED, "dax_kmem/plugged_size" },
	{ DAXKMEM_ONLINE, "dax_kmem/online_size" },
	{ DAXKMEM_LOST, "dax_kmem/lost_size" },
	{ DAXKMEM_WITHHELD, "dax_kmem/withheld_size" },
	{ DAXKMEM_KERNEL_SIZE, "dax_kmem/kernel_size" },
	{ DAXKMEM_TIMEOUT, "dax_kmem/timeout" },
	{ DAXKMEM_ADISTANCE, "dax_kmem/adistance" },
	{ DAXKMEM_SCRUB_ON_UNPLUG, "dax_kmem/scrub_on_unplug" },
	{ DAXKMEM_DONATED, POOL_DRIVER "/donated_size" },
	{ DAXKMEM_XEN_NODE, POOL_DRIVER "/xen_node" },
	{ DAXKMEM_PXM, POOL_DRIVER "/pxm" },
};

static const struct text_file pool_texts[] = {
	{ DAXKMEM_STATE, POOL_DRIVER "/state" },
};

static const struct number_file pool_numbers[] = {
	{ DAXKMEM_USABLE, POOL_DRIVER "/usable_size" },
	{ DAXKMEM_WITHHELD, POOL_DRIVER "/withheld_size" },
};

static void read_texts(struct daxkmem_device *d, const struct text_file *v,
		       size_t nr)
{
	char *t;

	for (; nr--; v++) {
		t = d->texts[v->which];
		if (root_read(d->ctx, t, TEXT_LEN, "%s/%s",
			      d->dir, v->file) < 0)
			t[0] = 0;
	}
}

static void read_numbers(struct daxkmem_device *d, const struct number_file *v,
			 size_t nr)
{
	for (; nr--; v++)
		d->numbers[v->which] = root_number(d->ctx, "%s/%s",
						   d->dir, v->file);
}

static void read_files(struct daxkmem_device *d)
{
	read_texts(d, text_files, ARRAY_SIZE(text_files));
	read_numbers(d, number_files, ARRAY_SIZE(number_files));
	if (d->pool) {
		read_texts(d, pool_texts, ARRAY_SIZE(pool_texts));
		read_numbers(d, pool_numbers, ARRAY_SIZE(pool_numbers));
	}
	/* The bus does not know a node set in the driver. */
	if (d->attached)
		d->numbers[DAXKMEM_NODE] =
			root_number(d->ctx, "%s/dax_kmem/target_node", d->dir);
}

/*
 * For an attached device, add up the counts in the attribute blocks, which
 * users other than root can read, unlike bad_pages.
 */
static long long count_bad(const struct daxkmem_device *d)
{
	struct daxkmem_block *b = NULL;
	struct daxkmem_range *v = NULL;
	long long bytes = 0;
	int i, nr;

	if (d->attached) {
		nr = daxkmem_device_blocks(d, &b);
		for (i = 0; i < nr; i++)
			bytes += b[i].bad * sysconf(_SC_PAGESIZE);
	} else {
		nr = daxkmem_device_bad(d, &v);
		for (i = 0; i < nr; i++)
			bytes += v[i].end - v[i].start;
	}
	free(b);
	free(v);
	return nr < 0 ? -1 : bytes;
}

int daxkmem_device_refresh(struct daxkmem_device *d)
{
	char *driver = d->texts[DAXKMEM_DRIVER];

	if (!root_exists(d->ctx, "%s", d->dir))
		return -ENODEV;
	memset(d->texts, 0, sizeof(d->texts));
	strcpy(d->texts[DAXKMEM_NAME], d->name);
	if (root_target(d->ctx, driver, TEXT_LEN, "%s/driver", d->dir))
		driver[0] = 0;
	d->attached = root_exists(d->ctx, "%s/dax_kmem", d->dir);
	d->pool = root_exists(d->ctx, "%s/" POOL_DRIVER, d->dir);
	read_files(d);
	origin_read(d);
	d->numbers[DAXKMEM_BAD] = count_bad(d);
	return 0;
}

int daxkmem_device_get(struct daxkmem_ctx *ctx, const char *name,
		       struct daxkmem_device **device)
{
	struct daxkmem_device *d;
	int rc;

	if (!daxkmem_name_ok(name))
		return -EINVAL;
	if (!is_range(name) && !root_exists(ctx, DAX_DEVICES))
		return -ENOENT;
	d = calloc(1, sizeof(*d));
	if (!d)
		return -ENOMEM;
	d->ctx = daxkmem_ref(ctx);
	d->refs = 1;
	strcpy(d->name, name);
	d->range = is_range(name);
	snprintf(d->dir, sizeof(d->dir), "%s/%s", bus_of(name), name);
	rc = daxkmem_device_refresh(d);
	if (rc) {
		daxkmem_device_unref(d);
		return rc;
	}
	*device = d;
	return 0;
}

struct daxkmem_device *daxkmem_device_ref(struct daxkmem_device *d)
{
	d->refs++;
	return d;
}

void daxkmem_device_unref(struct daxkmem_device *d)
{
	if (!d || --d->refs)
		return;
	daxkmem_unref(d->ctx);
	free(d);
}

const char *daxkmem_device_text(const struct daxkmem_device *d,
				enum daxkmem_text which)
{
	if ((unsigned int)which >= NR_TEXTS || !d->texts[which][0])
		return NULL;
	return d->texts[which];
}

/* Returns "" if the device lacks the property. */
const char *device_text(const struct daxkmem_device *d, enum daxkmem_text t)
{
	return daxkmem_device_text(d, t) ?: "";
}

bool daxkmem_device_range(const struct daxkmem_device *d)
{
	return d->range;
}

const char *device_name(const struct daxkmem_device *d)
{
	return d->name;
}

long long daxkmem_device_number(const struct daxkmem_device *d,
				enum daxkmem_number which)
{
	return (unsigned int)which >= NR_NUMBERS ? -1 : d->numbers[which];
}

bool daxkmem_device_attached(const struct daxkmem_device *d)
{
	return d->attached;
}

/* dax_kmem may be loaded under the name kmem, so check d->attached too. */
bool daxkmem_device_in_tree(const struct daxkmem_device *d)
{
	return !d->attached && !strcmp(d->texts[DAXKMEM_DRIVER], "kmem");
}

bool daxkmem_device_pool(const struct daxkmem_device *d)
{
	return d->pool;
}

int daxkmem_device_write(const struct daxkmem_device *d, const char *file,
			 const char *word)
{
	return root_write(d->ctx, word, "%s/%s", d->dir, file);
}
