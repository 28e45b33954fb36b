// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger: physical addresses of bad pages, kept while the module is loaded.
 * They come from libnvdimm, from user space, and from the kernel. The kernel
 * flags a bad page in its struct page and loses the flag when it removes the
 * memmap.
 */
#include <linux/kobject.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include "bad.h"
#include "claim/block.h"
#include "compat/compat.h"

/* guards ledger and lost_ones */
static DEFINE_SPINLOCK(ledger_lock);
static struct dk_spanset ledger;

/* Pages of the ledger whose content is lost: reading it is a machine check. */
static struct dk_spanset lost_ones;

static u32 ledger_cap(const struct dk_spanset *set)
{
	u32 cap;

	spin_lock(&ledger_lock);
	cap = set->cap;
	spin_unlock(&ledger_lock);
	return cap;
}

static int ledger_grow(struct dk_spanset *set, u32 cap)
{
	struct dk_span *more, *old;

	more = kvmalloc_array(cap, sizeof(*more), GFP_KERNEL);
	if (!more)
		return -ENOMEM;

	spin_lock(&ledger_lock);
	old = set->v;
	if (set->cap < cap) {
		if (set->nr)
			memcpy(more, old, set->nr * sizeof(*more));
		set->v = more;
		set->cap = cap;
	} else {
		old = more;
	}
	spin_unlock(&ledger_lock);
	kvfree(old);
	return 0;
}

/* @had is set to whether the set covered all of @span before; may be NULL. */
static int ledger_change(struct dk_spanset *set,
			 int (*how)(struct dk_spanset *set, struct dk_span s),
			 struct dk_span span, bool *had)
{
	int rc;

	for (;;) {
		u32 cap = ledger_cap(set);

		spin_lock(&ledger_lock);
		if (had)
			*had = dk_spanset_covers(set, span);
		rc = how(set, span);
		spin_unlock(&ledger_lock);
		if (rc != -ENOSPC)
			return rc;
		rc = ledger_grow(set, cap ? 2 * cap : 16);
		if (rc)
			return rc;
	}
}

static int get_bound_dev(struct dax_kmem *dk, void *arg)
{
	struct device **dev = arg;

	*dev = dk->dev ? get_device(dk->dev) : NULL;
	return 0;
}

/**
 * dax_kmem_bad_tell - send a uevent that reports bad pages
 * @dev: the device that contains the pages; the caller holds a reference
 * @span: the pages
 *
 * May sleep.
 */
void dax_kmem_bad_tell(struct device *dev, struct dk_span span)
{
	char value[64], *envp[] = { "DAX_KMEM=bad_pages", value, NULL };

	snprintf(value, sizeof(value), "DAX_KMEM_BAD=%#llx-%#llx", span.start,
		 span.end - 1);
	kobject_uevent_env(&dev->kobj, KOBJ_CHANGE, envp);
}

DK_EXPORT(dax_kmem_bad_tell);

static void ledger_event(struct dk_span span)
{
	struct device *dev = NULL;

	dax_kmem_with_owner_of(span, get_bound_dev, &dev);
	if (!dev)
		return;
	dax_kmem_bad_tell(dev, span);
	put_device(dev);
}

/**
 * dax_kmem_bad_add - add bad pages to the ledger
 * @span: physical addresses, whole pages
 * @lost: the content of the pages is lost and must not be read
 *
 * Does not retire pages that are online; see dax_kmem_retire(). Sends a uevent
 * unless the ledger already had all of @span. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int dax_kmem_bad_add(struct dk_span span, bool lost)
{
	bool known;
	int rc;

	rc = ledger_change(&ledger, dk_spanset_add, span, &known);
	if (!rc && lost)
		rc = ledger_change(&lost_ones, dk_spanset_add, span, NULL);
	if (rc)
		pr_err("dax_kmem: no memory to record %#llx-%#llx as bad; free memory and write the range to bad_pages\n",
		       span.start, span.end - 1);
	else if (!known)
		ledger_event(span);
	return rc;
}

DK_EXPORT(dax_kmem_bad_add);

/* The inverse of dax_kmem_bad_add(). Does not change pages that are online. */
int dax_kmem_bad_forget(struct dk_span span)
{
	int rc = ledger_change(&lost_ones, dk_spanset_sub, span, NULL);

	return rc ?: ledger_change(&ledger, dk_spanset_sub, span, NULL);
}

DK_EXPORT(dax_kmem_bad_forget);

/* Is the content of the page at @addr lost? */
bool dax_kmem_bad_lost(u64 addr)
{
	struct dk_span part, page = { addr, addr + PAGE_SIZE };
	bool lost;

	spin_lock(&ledger_lock);
	lost = dk_spanset_first(&lost_ones, page, &part);
	spin_unlock(&ledger_lock);
	return lost;
}

/* Find the first bad pages inside a span. Returns false if there are none. */
bool dax_kmem_bad_first(struct dk_span within, struct dk_span *part)
{
	bool found;

	spin_lock(&ledger_lock);
	found = dk_spanset_first(&ledger, within, part);
	spin_unlock(&ledger_lock);
	return found;
}

DK_EXPORT(dax_kmem_bad_first);

/* Does a span contain a bad page? */
bool dax_kmem_bad_any(struct dk_span span)
{
	struct dk_span part;

	return dax_kmem_bad_first(span, &part);
}

/* The number of bad bytes in a span. */
u64 dax_kmem_bad_len(struct dk_span within)
{
	struct dk_span part;
	u64 len = 0;

	while (dax_kmem_bad_first(within, &part)) {
		len += dk_span_len(part);
		within.start = part.end;
	}
	return len;
}

DK_EXPORT(dax_kmem_bad_len);

/* True if a span has at least so many bad pages; false if @pages is 0. */
bool dax_kmem_bad_least(struct dk_span span, u32 pages)
{
	return pages && dax_kmem_bad_len(span) >= (u64)pages << PAGE_SHIFT;
}

/* One page takes nanoseconds, and cond_resched() as much again. */
#define RESCHED_PAGES 1024

/**
 * dax_kmem_bad_collect - add pages that the kernel has flagged as bad
 * @start_pfn: first page
 * @nr_pages: number of pages; the caller keeps them online
 *
 * May sleep.
 */
void dax_kmem_bad_collect(unsigned long start_pfn, unsigned long nr_pages)
{
	unsigned long pfn;

	for (pfn = start_pfn; pfn < start_pfn + nr_pages; pfn++) {
		struct dk_span s = { PFN_PHYS(pfn), PFN_PHYS(pfn + 1) };

		if (PageHWPoison(pfn_to_page(pfn)))
			dax_kmem_bad_add(s, false);
		if (!(pfn % RESCHED_PAGES))
			cond_resched();
	}
}

/*
 * @span is a part of the block. While the device lock is held, a block that is
 * online stays online.
 */
static void scan_block(struct memory_block *mem, struct dk_span span)
{
	if (!device_trylock(&mem->dev))
		return;
	if (mem->state == MEM_ONLINE)
		dax_kmem_bad_collect(PHYS_PFN(span.start),
				     PHYS_PFN(dk_span_len(span)));
	device_unlock(&mem->dev);
}

/**
 * dax_kmem_bad_scan - add pages of a device that the kernel has flagged as bad
 * @dk: the claim
 * @within: physical addresses; only pages inside them are checked
 *
 * Skips a block that is being changed. If the block is being offlined, the
 * memory notifier collects its bad pages. May sleep.
 */
void dax_kmem_bad_scan(struct dax_kmem *dk, struct dk_span within)
{
	struct memory_block *mem;
	struct dk_span part;
	u32 i;

	for (i = 0; i < dk->nr_blocks; i++) {
		part = dax_kmem_block_span(dk, i);
		part.start = max(part.start, within.start);
		part.end = min(part.end, within.end);
		mem = dk_span_empty(part) ? NULL : dax_kmem_block_get(dk, i);
		if (!mem)
			continue;
		scan_block(mem, part);
		put_device(&mem->dev);
	}
}

/**
 * dax_kmem_bad_forget_of - forget bad pages of a bound device
 * @dk: the claim
 * @span: physical addresses inside the device, whole pages
 *
 * Pages that the kernel has flagged while they were online stay in the ledger.
 * The kernel keeps its flag, so the pages would be added again when the memory
 * is offlined. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int dax_kmem_bad_forget_of(struct dax_kmem *dk, struct dk_span span)
{
	int rc = dax_kmem_bad_forget(span);

	dax_kmem_bad_scan(dk, span);
	return rc;
}

/* Called at module exit: no device is claimed any more. */
void dax_kmem_bad_exit(void)
{
	kvfree(lost_ones.v);
	kvfree(ledger.v);
}
