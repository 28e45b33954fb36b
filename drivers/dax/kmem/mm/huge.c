// SPDX-License-Identifier: GPL-2.0-only
/*
 * Huge pages (hugetlb) in memory blocks. An offline moves those in use to other
 * nodes and dissolves the free ones; a block that comes online again has none.
 * The pools cannot be set from a module, nor does one see what is reserved, so
 * all there is to do here is to say what became of them.
 */
#include <linux/hugetlb.h>
#include <linux/mm.h>
#include <linux/sched.h>
#include "block.h"
#include "mm.h"

/**
 * dax_kmem_huge_count - the huge pages in a memory block
 * @dk: the claim; caller holds dk->lock, and keeps others from removing memory
 * @i: index of the block, which is online
 * @h: receives how many bytes they are
 *
 * Looks at one page of each pageblock, which is as large as the smallest huge
 * page of x86. No lock is held: the numbers may be wrong by what is allocated and
 * freed meanwhile.
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
 * dax_kmem_huge_reason - why a block did not go offline, if huge pages kept it
 * @h: what is left in the block
 * @used: pages of the block in use, huge ones too
 * @rc: the errno of the offline
 *
 * An offline dissolves what is free when all else has moved, and fails with
 * -EBUSY where programs have reserved the last free pages of all nodes.
 *
 * Return: for the log; NULL if most of what is left is something else.
 */
const char *dax_kmem_huge_reason(const struct dk_huge *h, u32 used, int rc)
{
	if (2 * (h->free + h->used) <= PFN_PHYS((u64)used))
		return NULL;
	if (rc == -EBUSY && h->free)
		return "its free huge pages are reserved by programs";
	if (rc == -EINTR && h->used)
		return "a signal ended the attempt, its huge pages had not moved";
	if (rc == -ETIMEDOUT && h->used)
		return "its huge pages did not move in the time that dax_kmem/timeout allows";
	return NULL;
}
