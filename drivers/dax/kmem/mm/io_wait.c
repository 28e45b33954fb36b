// SPDX-License-Identifier: GPL-2.0-only
/*
 * Pages that a disk has: they are under writeback, or locked by somebody who waits
 * for the disk. offline_pages() and alloc_contig_range() wait for each of them,
 * uninterruptibly and with the hotplug lock held (migrate_folio_unmap() in
 * mm/migrate.c): a disk that does not answer then stops all hotplug, and neither a
 * time limit nor SIGKILL ends it. So they are waited for before, where both do.
 */
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched.h>
#include "block.h"
#include "mm.h"

/**
 * dax_kmem_io_wait - wait until a disk has no page of a block
 * @dk: the claim; caller holds dk->lock, and keeps others from removing memory
 * @i: index of the block
 *
 * Each page is looked at once, for a busy disk always has some. One that a disk gets
 * behind the look is met by the offline, which waits as ever.
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
