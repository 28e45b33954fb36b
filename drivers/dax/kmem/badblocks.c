// SPDX-License-Identifier: GPL-2.0-only
/* What libnvdimm knows of bad addresses in a region of persistent memory. */
#include <linux/badblocks.h>
#include <linux/libnvdimm.h>
#include <linux/mm.h>
#include <linux/module.h>
#include "compat/nvdimm.h"
#include "core/badlist.h"
#include "dax_kmem.h"

/* The region that a dax device of persistent memory lies in, or NULL. */
static struct device *region_of(struct device *dev)
{
	for (; dev; dev = dev->parent)
		if (dev->bus && !strcmp(dev->bus->name, "nd") &&
		    dev->type && dev->type->name &&
		    !strcmp(dev->type->name, "nd_pmem"))
			return dev;
	return NULL;
}

static void remember(struct badblocks *bb, struct dk_span s)
{
	struct dk_span bad;
	int i;

	for (i = 0; i < bb->count; i++)
		if (!dk_bad_sectors(s.start, BB_OFFSET(bb->page[i]),
				    BB_LEN(bb->page[i]), PAGE_SIZE, &bad))
			dax_kmem_poison_add(bad);
}

/* Without libnvdimm there is nothing to be asked, and no need of it. */
static void import(struct device *region, struct dk_span s)
{
	typeof(nvdimm_badblocks_populate) *populate;
	typeof(to_nd_region) *to_region;
	struct range range = { s.start, s.end - 1 };
	struct badblocks bb;

	populate = symbol_get(nvdimm_badblocks_populate);
	to_region = symbol_get(to_nd_region);
	if (populate && to_region && !badblocks_init(&bb, 1)) {
		populate(to_region(region), &bb, &range);
		remember(&bb, s);
		badblocks_exit(&bb);
	}
	if (to_region)
		symbol_put(to_nd_region);
	if (populate)
		symbol_put(nvdimm_badblocks_populate);
}

/**
 * dax_kmem_badblocks_import - take over what libnvdimm knows to be bad
 * @dev: the device; it stays on its bus meanwhile
 * @ranges: what it consists of
 *
 * Asks the bus's own list, not the `badblocks` file of the region: that takes
 * the region's device lock, which is held when the region's removal unbinds
 * us. May sleep.
 */
void dax_kmem_badblocks_import(struct device *dev,
			       const struct dk_spanset *ranges)
{
	struct device *region = region_of(dev);
	u32 i;

	for (i = 0; region && i < ranges->nr; i++)
		import(region, ranges->v[i]);
}
