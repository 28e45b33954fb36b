// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages under I/O: under writeback, or locked by a task that waits for a disk.
 * offline_pages() and alloc_contig_range() wait for each of them
 * uninterruptibly with the hotplug lock held (migrate_folio_unmap() in
 * mm/migrate.c). A disk that does not respond would then block all memory
 * hotplug, and neither a time limit nor SIGKILL would end the wait. So wait
 * here before, where both end the wait.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched.h>
#include "claim/block.h"
#include "mm.h"

/**
 * dax_kmem_io_wait - wait for pages of a block that are under I/O
 * @dk: the claim; caller holds dk->lock and prevents removal of the block
 * @i: index of the block
 *
 * Checks each page once, because a busy disk always has some pages. If I/O
 * starts on a page after its check, the offline waits for it.
 *
 * Return: 0; -EINTR if the job in progress is interrupted.
 */
int dax_kmem_io_wait(struct dax_kmem *dk, u32 i)
{
	struct dk_span span = dax_kmem_block_span(dk, i);
	unsigned long pfn = PHYS_PFN(span.start), nr;
	struct page *page;

	while ((page = dax_kmem_next_used(&pfn, PHYS_PFN(span.end), &nr)))
		while (PageWriteback(page) || PageLocked(page)) {
			if (dk_job_interrupted(dk->job))
				return -EINTR;
			schedule_timeout_interruptible(HZ / 50);
		}
	return 0;
}
