// SPDX-License-Identifier: GPL-2.0-only
/*
 * The ledger of bad pages: physical addresses, for as long as the module is
 * loaded. They come from libnvdimm, from the user, and from the kernel, which
 * marks pages in their struct page, and forgets when that goes.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/slab.h>
#include "compat/mce.h"
#include "dax_kmem.h"

/* guards ledger and lost_ones */
static DEFINE_SPINLOCK(ledger_lock);
static struct dk_spanset ledger;

/* Those of the ledger whose content is lost: to read it is a machine check. */
static struct dk_spanset lost_ones;

static u32 cap_of(const struct dk_spanset *set)
{
	u32 cap;

	spin_lock(&ledger_lock);
	cap = set->cap;
	spin_unlock(&ledger_lock);
	return cap;
}

static int grow(struct dk_spanset *set, u32 cap)
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
static int change(struct dk_spanset *set,
		  int (*how)(struct dk_spanset *set, struct dk_span s),
		  struct dk_span span, bool *had)
{
	int rc;

	for (;;) {
		u32 cap = cap_of(set);

		spin_lock(&ledger_lock);
		if (had)
			*had = dk_spanset_covers(set, span);
		rc = how(set, span);
		spin_unlock(&ledger_lock);
		if (rc != -ENOSPC)
			return rc;
		rc = grow(set, cap ? 2 * cap : 16);
		if (rc)
			return rc;
	}
}

static int get_bound(struct dax_kmem *dk, void *arg)
{
	struct device **dev = arg;

	*dev = dk->dev ? get_device(dk->dev) : NULL;
	return 0;
}

static void tell(struct dk_span span)
{
	struct device *dev = NULL;

	dax_kmem_with_owner_of(span, get_bound, &dev);
	if (!dev)
		return;
	dax_kmem_tell_bad(dev, span);
	put_device(dev);
}

/**
 * dax_kmem_poison_add - remember that pages are bad
 * @span: physical addresses, whole pages
 * @lost: what is in them is lost, and must not be read
 *
 * Nothing that is online changes; see dax_kmem_retire(). May sleep. Tells user
 * space if it is new. Returns 0 or -ENOMEM.
 */
int dax_kmem_poison_add(struct dk_span span, bool lost)
{
	bool known;
	int rc;

	rc = change(&ledger, dk_spanset_add, span, &known);
	if (!rc && lost)
		rc = change(&lost_ones, dk_spanset_add, span, NULL);
	if (rc)
		pr_err("dax_kmem: no memory to remember that %#llx-%#llx is bad; write it to bad_pages again\n",
		       span.start, span.end - 1);
	else if (!known)
		tell(span);
	return rc;
}

/* The inverse of dax_kmem_poison_add(); nothing that is online changes. */
int dax_kmem_poison_forget(struct dk_span span)
{
	int rc = change(&lost_ones, dk_spanset_sub, span, NULL);

	return rc ?: change(&ledger, dk_spanset_sub, span, NULL);
}

/* Is what is in a page lost? */
bool dax_kmem_poison_lost(u64 addr)
{
	struct dk_span part, page = { addr, addr + PAGE_SIZE };
	bool lost;

	spin_lock(&ledger_lock);
	lost = dk_spanset_first(&lost_ones, page, &part);
	spin_unlock(&ledger_lock);
	return lost;
}

/* The first bad pages inside a span. Returns false if there are none. */
bool dax_kmem_poison_first(struct dk_span within, struct dk_span *part)
{
	bool found;

	spin_lock(&ledger_lock);
	found = dk_spanset_first(&ledger, within, part);
	spin_unlock(&ledger_lock);
	return found;
}

/* Is anything of a span bad? */
bool dax_kmem_poison_any(struct dk_span span)
{
	struct dk_span part;

	return dax_kmem_poison_first(span, &part);
}

/* How many bytes of a span are bad. */
u64 dax_kmem_poison_len(struct dk_span within)
{
	struct dk_span part;
	u64 len = 0;

	while (dax_kmem_poison_first(within, &part)) {
		len += dk_span_len(part);
		within.start = part.end;
	}
	return len;
}

/**
 * dax_kmem_poison_collect - remember what the kernel has marked as bad
 * @start_pfn: first page
 * @nr_pages: how many; they are online, and stay so
 *
 * May sleep.
 */
void dax_kmem_poison_collect(unsigned long start_pfn, unsigned long nr_pages)
{
	unsigned long pfn;

	for (pfn = start_pfn; pfn < start_pfn + nr_pages; pfn++) {
		struct dk_span s = { PFN_PHYS(pfn), PFN_PHYS(pfn + 1) };

		if (PageHWPoison(pfn_to_page(pfn)))
			dax_kmem_poison_add(s, false);
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
		dax_kmem_poison_collect(PHYS_PFN(span.start),
					PHYS_PFN(dk_span_len(span)));
	device_unlock(&mem->dev);
}

/* Learns what the kernel has marked of a device inside @within. */
static void scan(struct dax_kmem *dk, struct dk_span within)
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
 * dax_kmem_poison_forget_of - forget bad pages of a bound device
 * @dk: the claim
 * @span: physical addresses inside the device, whole pages
 *
 * What the kernel has marked there while it was online it keeps, and would bring
 * back when the memory goes offline, so that is still known. May sleep. Returns 0
 * or -ENOMEM.
 */
int dax_kmem_poison_forget_of(struct dax_kmem *dk, struct dk_span span)
{
	int rc = dax_kmem_poison_forget(span);

	scan(dk, span);
	return rc;
}

/**
 * dax_kmem_poison_adopt - memory that was online before its device was bound
 * @dk: the claim, bound; caller holds dk->lock
 *
 * Learns what the kernel has marked there meanwhile, and takes out of use what
 * was known and is in use: another driver may have brought it online. A block
 * that somebody is changing is left out; on its way offline it is looked at
 * anyway. May sleep.
 */
void dax_kmem_poison_adopt(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++) {
		scan(dk, dk->usable.v[i]);
		dax_kmem_retire(dk->usable.v[i]);
	}
}

static int is_ours(struct dax_kmem *dk, void *arg)
{
	return 1;
}

/*
 * A machine check, from the kernel's own thread for that: may sleep. The kernel
 * takes the page out of use itself, where it can.
 */
static int machine_check(struct notifier_block *nb, unsigned long val,
			 void *data)
{
	struct dk_span span;

	if (dk_mce_span(data, &span) &&
	    dax_kmem_with_owner_of(span, is_ours, NULL)) {
		dax_kmem_poison_add(span, true);
		dax_kmem_retire_later(span);
	}
	return NOTIFY_DONE;
}

static struct notifier_block mce_notifier = {
	.notifier_call = machine_check,
};

void dax_kmem_poison_init(void)
{
	dk_mce_register(&mce_notifier);
}

void dax_kmem_poison_exit(void)
{
	dk_mce_unregister(&mce_notifier);
	dax_kmem_retire_exit();
	kvfree(lost_ones.v);
	kvfree(ledger.v);
}
