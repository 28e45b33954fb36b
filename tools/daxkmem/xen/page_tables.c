// SPDX-License-Identifier: GPL-2.0-or-later
/* The paging pool: Xen allocates page tables of PVH and HVM guests from it. */
#include <errno.h>
#include "populate.h"

#define TABLE_PAGES 512			/* entries of a page table */
#define TABLES_ABOVE 4			/* for the upper levels */

/*
 * Number of page tables, of all levels, to map @pages of 4 KiB at any address.
 * Memory is added in large pages, but freeing a part of one splits it, which
 * fails without room for another table. Xen's decrease_reservation always frees
 * page by page, and so does the guest's balloon driver.
 */
static long long tables_of(long long pages)
{
	long long low = pages / TABLE_PAGES + 2;

	return low + low / TABLE_PAGES + TABLES_ABOVE;
}

/**
 * tables_grow - grow the paging pool of a guest before memory is added
 * @xc: the hypervisor
 * @domid: a guest with a paging pool
 * @pages: number of 4 KiB pages to be added
 * @before: receives the old size of the pool in bytes, for tables_shrink()
 *
 * Return: 0, or a negative errno after restoring the size of the pool.
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
 * tables_shrink - shrink the paging pool of a guest, as far as possible
 * @xc: the hypervisor
 * @domid: the guest
 * @size: new size of the pool in bytes
 *
 * Xen keeps a page table, even an empty one, until the guest is destroyed.
 */
void tables_shrink(xc_interface *xc, uint32_t domid, uint64_t size)
{
	xc_set_paging_mempool_size(xc, domid, size);
}
