// SPDX-License-Identifier: GPL-2.0-only
/* Takes over what libnvdimm knows to be bad. */
#include <linux/badblocks.h>
#include <linux/libnvdimm.h>
#include <linux/mm.h>
#include <linux/module.h>
#include "compat/compat.h"
#include "compat/nvdimm.h"
#include "core/badlist.h"
#include "bad.h"
#include "nvdimm.h"

/* How libnvdimm is asked. */
struct source {
	void (*populate)(struct nd_region *region, struct badblocks *bb,
			 const struct range *range);
	struct nd_region *region;
};

/* A page that is online goes out of use: what is in it is lost. */
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

/* A table that is not @whole is not used: its range is read again in parts. */
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
		pr_err("dax_kmem: libnvdimm's list of bad blocks could not be read (%d), so no memory is changed; free memory and try again\n",
		       rc);
	return rc;
}

/**
 * dax_kmem_badblocks_import - take over what libnvdimm knows to be bad
 * @dev: the device; it stays on its bus meanwhile
 * @ranges: what it consists of
 *
 * Asks the bus's own list, not the `badblocks` file of the region: that takes
 * the region's device lock, which is held when the region's removal unbinds
 * us. The list comes in a table of limited size, and is read in as many parts
 * as it takes. May sleep.
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
		dev_warn_once(region, "this kernel's libnvdimm does not tell dax_kmem which blocks are bad\n");
	}
	if (to_region)
		symbol_put(to_nd_region);
	if (from.populate)
		symbol_put(nvdimm_badblocks_populate);
	return rc;
}

DK_EXPORT(dax_kmem_badblocks_import);
