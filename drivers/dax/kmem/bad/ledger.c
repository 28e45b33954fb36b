// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger of bad pages: physical addresses, for as long as the module is
 * loaded. They come from libnvdimm, from the user, and from the kernel, which
 * marks pages in their struct page, and forgets when that goes.
 */
#include <linux/kobject.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include "bad.h"
#include "block.h"
#include "compat/compat.h"

/* guards ledger and lost_ones */
static DEFINE_SPINLOCK(ledger_lock);
static struct dk_spanset ledger;

/* Those of the ledger whose content is lost: to read it is a machine check. */
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

/* @had receives whether all of the span was in the set before; may be NULL. */
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
 * dax_kmem_bad_tell - tell user space of bad pages
 * @dev: the device that has them; the caller keeps a reference
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
 * dax_kmem_bad_add - remember that pages are bad
 * @span: physical addresses, whole pages
 * @lost: what is in them is lost, and must not be read
 *
 * Nothing that is online changes; see dax_kmem_retire(). May sleep. Tells user space
 * if it is new.
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
		pr_err("dax_kmem: no memory to remember that %#llx-%#llx is bad; write it to bad_pages again\n",
		       span.start, span.end - 1);
	else if (!known)
		ledger_event(span);
	return rc;
}

DK_EXPORT(dax_kmem_bad_add);

/* The inverse of dax_kmem_bad_add(); nothing that is online changes. */
int dax_kmem_bad_forget(struct dk_span span)
{
	int rc = ledger_change(&lost_ones, dk_spanset_sub, span, NULL);

	return rc ?: ledger_change(&ledger, dk_spanset_sub, span, NULL);
}

DK_EXPORT(dax_kmem_bad_forget);

/* Is what is in a page lost? */
bool dax_kmem_bad_lost(u64 addr)
{
	struct dk_span part, page = { addr, addr + PAGE_SIZE };
	bool lost;

	spin_lock(&ledger_lock);
	lost = dk_spanset_first(&lost_ones, page, &part);
	spin_unlock(&ledger_lock);
	return lost;
}

/* The first bad pages inside a span. Returns false if there are none. */
bool dax_kmem_bad_first(struct dk_span within, struct dk_span *part)
{
	bool found;

	spin_lock(&ledger_lock);
	found = dk_spanset_first(&ledger, within, part);
	spin_unlock(&ledger_lock);
	return found;
}

DK_EXPORT(dax_kmem_bad_first);

/* Is anything of a span bad? */
bool dax_kmem_bad_any(struct dk_span span)
{
	struct dk_span part;

	return dax_kmem_bad_first(span, &part);
}

/* How many bytes of a span are bad. */
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

/**
 * dax_kmem_bad_collect - remember what the kernel has marked as bad
 * @start_pfn: first page
 * @nr_pages: how many; they are online, and stay so
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
		cond_resched();
	}
}

/*
 * @span is a part of the block. With the device lock held, a block that is online
 * stays online.
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
 * dax_kmem_bad_scan - remember what the kernel has marked of a device as bad
 * @dk: the claim
 * @within: physical addresses; only what is inside of them is looked at
 *
 * A block that somebody is changing is left out; on its way offline it is looked
 * at anyway. May sleep.
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
 * What the kernel has marked there while it was online it keeps, and would bring back
 * when the memory goes offline, so that is still known. May sleep.
 *
 * Return: 0 or -ENOMEM.
 */
int dax_kmem_bad_forget_of(struct dax_kmem *dk, struct dk_span span)
{
	int rc = dax_kmem_bad_forget(span);

	dax_kmem_bad_scan(dk, span);
	return rc;
}

/* Nobody asks any more. */
void dax_kmem_bad_exit(void)
{
	kvfree(lost_ones.v);
	kvfree(ledger.v);
}
