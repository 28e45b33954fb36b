// SPDX-License-Identifier: LGPL-2.1-or-later
/* The parents of a device: a namespace of persistent memory, a region, a decoder. */
#include <string.h>
#include <unistd.h>
#include "private.h"

/*
 * Name of the directory @up levels above the device. The device's link in the
 * directory of the bus has a target such as ".../region0/dax0.1/dax0.0".
 */
static void parent_dir(const struct daxkmem_device *d, int up, char *name)
{
	char path[PATH_MAX], link[PATH_MAX];
	ssize_t n = -1;
	char *slash;

	if (!root_path(d->ctx, path, "%s", d->dir))
		n = readlink(path, link, sizeof(link) - 1);
	link[n < 0 ? 0 : n] = 0;
	while (up-- && (slash = strrchr(link, '/')))
		*slash = 0;
	slash = strrchr(link, '/');
	if (slash && strlen(slash + 1) < TEXT_LEN && slash[1] != '.')
		strcpy(name, slash + 1);
}

/* The parents of a device of a CXL region: decoder0.0/region0/dax_region0 */
static bool cxl_read(struct daxkmem_device *d)
{
	char type[WORD_LEN];

	if (root_read(d->ctx, type, sizeof(type), "%s/../devtype", d->dir) < 0 ||
	    strcmp(type, "cxl_dax_region"))
		return false;
	parent_dir(d, 2, d->texts[DAXKMEM_REGION]);
	parent_dir(d, 3, d->texts[DAXKMEM_DECODER]);
	d->numbers[DAXKMEM_INTERLEAVE_WAYS] =
		root_number(d->ctx, "%s/../../interleave_ways", d->dir);
	d->numbers[DAXKMEM_INTERLEAVE_GRANULARITY] =
		root_number(d->ctx, "%s/../../interleave_granularity", d->dir);
	return true;
}

/* The parent is libnvdimm's device with a namespace, or else a region. */
void origin_read(struct daxkmem_device *d)
{
	char *ns = d->texts[DAXKMEM_NAMESPACE];
	char *uuid = d->texts[DAXKMEM_UUID];

	d->numbers[DAXKMEM_INTERLEAVE_WAYS] = -1;
	d->numbers[DAXKMEM_INTERLEAVE_GRANULARITY] = -1;
	if (d->range || cxl_read(d))
		return;
	if (root_read(d->ctx, ns, TEXT_LEN, "%s/../namespace", d->dir) < 0)
		ns[0] = 0;
	if (!ns[0] || root_read(d->ctx, uuid, TEXT_LEN,
				"%s/../uuid", d->dir) < 0)
		uuid[0] = 0;
	parent_dir(d, ns[0] ? 2 : 1, d->texts[DAXKMEM_REGION]);
}

/* Name of the driver's attribute directory below the device, or NULL. */
const char *device_dir(const struct daxkmem_device *d)
{
	return d->attached ? "dax_kmem" : d->pool ? POOL_DRIVER : NULL;
}
