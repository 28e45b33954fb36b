// SPDX-License-Identifier: GPL-2.0-only
/* Import of libnvdimm's bad block list into the ledger. */
#include <linux/badblocks.h>
#include <linux/libnvdimm.h>
#include <linux/mm.h>
#include <linux/module.h>
#include "compat/compat.h"
#include "compat/nvdimm.h"
#include "core/badlist.h"
#include "bad.h"
#include "kernel/nvdimm.h"

/* Access to the bad block list of a region. */
struct source {
	void (*populate)(struct nd_region *region, struct badblocks *bb,
			 const struct range *range);
	struct nd_region *region;
};

/*
 * Add the sectors of a table to the ledger. Their content is lost, so pages
 * that are online must be retired at once.
 */
static int badblocks_remember(const struct badblocks *bb, struct dk_span s)
{
	struct dk_span bad;
	int i, rc = 0;

	for (i = 0; i < bb->count && !rc; i++) {
		if (dk_bad_sectors(s.start, BB_OFFSET(bb->page[i]),
				   BB_LEN(bb->page[i]), PAGE_SIZE, &bad))
			continue;
		rc = dax_kmem_bad_add(bad, true);
		if (!rc)
			dax_kmem_retire(bad);
	}
	return rc;
}

/*
 * Read the table of one span. A table that may be incomplete is discarded and
 * sets @whole to false: the caller then reads the span again in smaller parts.
 */
static int badblocks_read_table(const struct source *from, struct dk_span s, bool *whole)
{
	struct range range = { s.start, s.end - 1 };
	struct badblocks bb;
	u64 sectors = 0;
	int i, rc;

	rc = badblocks_init(&bb, 1);
	if (rc)
		return rc;
	from->populate(from->region, &bb, &range);
	for (i = 0; i < bb.count; i++)
		sectors += BB_LEN(bb.page[i]);
	*whole = dk_bad_table_whole(sectors, MAX_BADBLOCKS, s);
	if (*whole)
		rc = badblocks_remember(&bb, s);
	badblocks_exit(&bb);
	return rc;
}

static int badblocks_read_all(const struct source *from, struct dk_span s)
{
	struct dk_span part = s;
	bool whole;
	int rc;

	do {
		rc = badblocks_read_table(from, part, &whole);
		cond_resched();
	} while (!rc && dk_bad_part_next(s, &part, whole));
	return rc;
}

static int badblocks_import(const struct source *from, const struct dk_spanset *ranges)
{
	int rc = 0;
	u32 i;

	for (i = 0; i < ranges->nr && !rc; i++)
		rc = badblocks_read_all(from, ranges->v[i]);
	if (rc)
		pr_err("dax_kmem: cannot read libnvdimm's bad block list (%d), so nothing was changed; free memory and try again\n",
		       rc);
	return rc;
}

/**
 * dax_kmem_badblocks_import - add libnvdimm's bad blocks to the ledger
 * @dev: the device; the caller keeps it on its bus
 * @ranges: the physical ranges of the device
 *
 * Reads the list of the nvdimm bus, not the region's `badblocks` attribute. The
 * attribute takes the region's device lock, which is held when the removal of
 * the region unbinds this driver. A table has a limited number of entries, so a
 * long list is read in several parts. May sleep.
 *
 * Return: 0, also without libnvdimm; -ENOMEM after a line in the log.
 */
int dax_kmem_badblocks_import(struct device *dev,
			      const struct dk_spanset *ranges)
{
	struct device *region = dk_nvdimm_region(dev);
	typeof(to_nd_region) *to_region;
	struct source from;
	int rc = 0;

	if (!region)
		return 0;
	from.populate = symbol_get(nvdimm_badblocks_populate);
	to_region = symbol_get(to_nd_region);
	if (from.populate && to_region) {
		from.region = to_region(region);
		rc = badblocks_import(&from, ranges);
	} else {
		dev_warn_once(region, "libnvdimm does not export its bad block list; write bad pages to dax_kmem/bad_pages\n");
	}
	if (to_region)
		symbol_put(to_nd_region);
	if (from.populate)
		symbol_put(nvdimm_badblocks_populate);
	return rc;
}

DK_EXPORT(dax_kmem_badblocks_import);
