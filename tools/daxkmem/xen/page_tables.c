// SPDX-License-Identifier: GPL-2.0-or-later
/* What a guest that is not PV has for page tables: Xen's paging pool. */
#include <errno.h>
#include "populate.h"

#define TABLE_PAGES 512			/* that one table names */
#define TABLES_ABOVE 4			/* one of each level, where a range begins */

/*
 * For @pages from anywhere on, all named one by one, and the tables of their
 * tables. Memory is given in large pages, but what takes back a part of one
 * (Xen's decrease_reservation always, the guest's balloon too) needs a table
 * for it, and fails where there is no room for that.
 */
static long long tables_of(long long pages)
{
	long long low = pages / TABLE_PAGES + 2;

	return low + low / TABLE_PAGES + TABLES_ABOVE;
}

/**
 * tables_grow - room for the page tables of more memory
 * @xc: Xen
 * @domid: a guest with a paging pool
 * @pages: of 4 KiB that it is to get
 * @before: the size of its pool, in bytes, for tables_shrink()
 *
 * Returns 0 or a negative errno, with the pool as it was.
 */
int tables_grow(xc_interface *xc, uint32_t domid, long long pages,
		uint64_t *before)
{
	uint64_t more = (uint64_t)tables_of(pages) * XEN_PAGE;
	int err;

	if (xc_get_paging_mempool_size(xc, domid, before))
		return -errno;
	if (!xc_set_paging_mempool_size(xc, domid, *before + more))
		return 0;
	err = errno;
	tables_shrink(xc, domid, *before);
	return -err;
}

/**
 * tables_shrink - the pool has @size bytes again, as far as it can
 *
 * A table that was made stays while the guest is there, even if it is empty.
 */
void tables_shrink(xc_interface *xc, uint32_t domid, uint64_t size)
{
	xc_set_paging_mempool_size(xc, domid, size);
}
