// SPDX-License-Identifier: GPL-2.0-only
/*
 * Huge pages (hugetlb) in memory blocks. An offline migrates huge pages in use
 * to other nodes and dissolves free ones. A block has none when it is onlined
 * again. A module cannot resize the pools or read reservations, so the driver
 * can only report lost huge pages.
 */
#include <linux/hugetlb.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include "claim/block.h"
#include "mm.h"

/**
 * dax_kmem_huge_count - count the huge pages in a memory block
 * @dk: the claim; caller holds dk->lock and prevents removal of the block
 * @i: index of the block, which is online
 * @h: receives the sizes in bytes
 *
 * Reads one page of each pageblock, which has the size of the smallest huge
 * page of x86. Takes no lock, so that pages that are allocated or freed
 * meanwhile may be missing or counted.
 */
void dax_kmem_huge_count(struct dax_kmem *dk, u32 i, struct dk_huge *h)
{
	struct dk_span span = dax_kmem_block_span(dk, i);
	unsigned long pfn = PHYS_PFN(span.start), end = PHYS_PFN(span.end);

	*h = (struct dk_huge){ 0 };
	for (; pfn < end; pfn += pageblock_nr_pages) {
		struct page *page = pfn_to_page(pfn);

		cond_resched();
		if (!PageHuge(page))
			continue;
		if (page_count(page))
			h->used += PFN_PHYS(pageblock_nr_pages);
		else
			h->free += PFN_PHYS(pageblock_nr_pages);
	}
}

/**
 * dax_kmem_huge_reason - explain a failed offline if huge pages are the reason
 * @h: huge pages that are left in the block
 * @used: all pages in use in the block, including huge pages
 * @rc: the errno of the offline
 *
 * An offline dissolves free huge pages after all other pages have moved. It
 * fails with -EBUSY if programs have reserved the last free huge pages of all
 * nodes.
 *
 * Return: a reason for the log; NULL if less than half of the pages left are
 * huge pages.
 */
const char *dax_kmem_huge_reason(const struct dk_huge *h, u32 used, int rc)
{
	if (2 * (h->free + h->used) <= PFN_PHYS((u64)used))
		return NULL;
	if (rc == -EBUSY && h->free)
		return "its free huge pages are reserved by programs";
	if (rc == -EINTR && h->used)
		return "interrupted by a signal before its huge pages moved";
	if (rc == -ETIMEDOUT && h->used)
		return "its huge pages did not move within dax_kmem/timeout";
	return NULL;
}
