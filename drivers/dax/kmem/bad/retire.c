// SPDX-License-Identifier: GPL-2.0-only
/*
 * Retire bad pages that became known too late to be held back: their memory
 * block was online or was being onlined. The kernel moves the content of such a
 * page elsewhere (soft offline). If the content is lost, it must not be read;
 * the page is then treated as after a machine check, and a process that uses it
 * is killed when it touches the page. Machine checks themselves report such
 * pages, too.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "kernel/attr.h"
#include "bad.h"
#include "claim/block.h"
#include "compat/mce.h"

/*
 * Delay before retrying a block that is being changed, and before retiring a
 * page that a machine check has reported: the kernel may retire it itself.
 */
#define LATER (HZ)

/* guards pending, the smallest span that covers all deferred spans */
static DEFINE_SPINLOCK(pending_lock);
static struct dk_span pending;

/* What to do about pages that stay in use. */
#define NEXT_STEP (IS_ENABLED(CONFIG_MEMORY_FAILURE) ? \
		   "write the range to bad_pages to try again" : \
		   "no CONFIG_MEMORY_FAILURE: unplug the device")

static void retire_later(struct dk_span span);
static void retire_work(struct work_struct *unused);
static DECLARE_DELAYED_WORK(later, retire_work);

/**
 * struct found - the memory block that contains an address
 * @addr: the address
 * @mem: the block, with a reference; NULL if it does not exist
 * @name: the device that the block belongs to
 */
struct found {
	u64 addr;
	struct memory_block *mem;
	char name[DK_NAME_LEN];
};

/* Called under claims_lock. */
static int find_block(struct dax_kmem *dk, void *arg)
{
	struct found *f = arg;
	struct dk_span s;
	u32 i;

	for (i = 0; i < dk->nr_blocks && !f->mem; i++) {
		s = dax_kmem_block_span(dk, i);
		if (s.start <= f->addr && f->addr < s.end)
			f->mem = dax_kmem_block_get(dk, i);
	}
	strscpy(f->name, dk->name, sizeof(f->name));
	return 0;
}

/* False for a page that was held back, or has been retired since. */
static bool page_in_use(u64 addr)
{
	struct page *page = pfn_to_page(PHYS_PFN(addr));

	return !PageHWPoison(page) &&
	       !(PageOffline(page) && !page_count(page));
}

/*
 * Move the content of a page elsewhere and retire the page, as a write to
 * soft_offline_page does. Caller holds the device lock of the block. Returns 0,
 * -EOPNOTSUPP if the kernel has no soft_offline_page, or the kernel's errno.
 */
static int soft_offline(struct memory_block *mem, u64 addr)
{
	struct kobject *root = mem->dev.kobj.parent;
	struct device_attribute *attr;
	char word[24];
	int rc = -EOPNOTSUPP;

	attr = root ? dk_attr_find(kobj_to_dev(root)->groups,
				   "soft_offline_page") : NULL;
	if (attr && attr->store) {
		snprintf(word, sizeof(word), "%#llx", addr);
		rc = attr->store(kobj_to_dev(root), attr, word, strlen(word));
	}
	return rc < 0 ? rc : 0;
}

/* Returns 0, or an errno if the page stays in use. */
static int retire_page(struct memory_block *mem, u64 addr)
{
	int rc;

	if (fatal_signal_pending(current))
		return -EINTR;
	if (!dax_kmem_bad_lost(addr))
		return soft_offline(mem, addr);
	if (!IS_ENABLED(CONFIG_MEMORY_FAILURE))
		return -EOPNOTSUPP;
	rc = memory_failure(PHYS_PFN(addr), 0);
	/* the kernel has retired the page already */
	return rc == -EHWPOISON ? 0 : rc;
}

/*
 * Retire the bad pages of a part of a block. Caller holds the device lock of
 * the block, which keeps it online. Returns the number of pages still in use.
 */
static u64 retire_in(struct memory_block *mem, struct dk_span s)
{
	struct dk_span bad;
	u64 at, stay = 0;

	while (dax_kmem_bad_first(s, &bad)) {
		for (at = bad.start; at < bad.end; at += PAGE_SIZE) {
			stay += page_in_use(at) && retire_page(mem, at);
			cond_resched();
		}
		s.start = bad.end;
	}
	return stay;
}

/* @s lies inside one memory block. */
static void retire_part(struct dk_span s)
{
	struct found f = { .addr = s.start };
	u64 stay = 0;

	dax_kmem_with_owner_of(s, find_block, &f);
	if (!f.mem)
		return;
	if (device_trylock(&f.mem->dev)) {
		if (f.mem->state == MEM_ONLINE)
			stay = retire_in(f.mem, s);
		device_unlock(&f.mem->dev);
	} else {
		retire_later(s);
	}
	put_device(&f.mem->dev);
	if (stay)
		pr_warn_ratelimited("dax_kmem %s: %llu bad pages of %#llx-%#llx are still in use; %s\n",
				    f.name, stay, s.start, s.end - 1,
				    NEXT_STEP);
}

/**
 * dax_kmem_retire - retire bad pages that are online
 * @span: physical addresses; only pages in the ledger are retired
 *
 * Skips pages that are held back, that are retired already, or that are not
 * online. Tries a block that is being changed again later. Logs pages that stay
 * in use. May sleep; the caller must not hold locks of memory hotplug.
 */
void dax_kmem_retire(struct dk_span span)
{
	u64 size = memory_block_size_bytes();
	struct dk_span part, bad;

	while (dax_kmem_bad_first(span, &bad)) {
		part.start = bad.start;
		part.end = min_t(u64, span.end,
				 ALIGN_DOWN(bad.start, size) + size);
		retire_part(part);
		span.start = part.end;
	}
}

/* Call dax_kmem_retire() after a delay. */
static void retire_later(struct dk_span span)
{
	spin_lock(&pending_lock);
	if (dk_span_empty(pending))
		pending = span;
	pending.start = min(pending.start, span.start);
	pending.end = max(pending.end, span.end);
	spin_unlock(&pending_lock);
	schedule_delayed_work(&later, LATER);
}

static void retire_work(struct work_struct *unused)
{
	struct dk_span span;

	spin_lock(&pending_lock);
	span = pending;
	pending = (struct dk_span){ 0 };
	spin_unlock(&pending_lock);
	dax_kmem_retire(span);
}

/**
 * dax_kmem_retire_adopted - retire bad pages of memory onlined before the bind
 * @dk: the claim, bound; caller holds dk->lock
 *
 * Adds pages that the kernel has flagged meanwhile to the ledger. Then retires
 * pages of the ledger that are in use: another driver may have onlined them.
 * The scan skips a block that is being changed. If the block is being offlined,
 * the memory notifier collects its bad pages. May sleep.
 */
void dax_kmem_retire_adopted(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++) {
		dax_kmem_bad_scan(dk, dk->usable.v[i]);
		dax_kmem_retire(dk->usable.v[i]);
	}
}

static int claim_exists(struct dax_kmem *dk, void *arg)
{
	return 1;
}

/*
 * Called for a machine check, from a workqueue of the kernel: may sleep. Retire
 * the page later, because the kernel retires it itself where it can.
 */
static int machine_check(struct notifier_block *nb, unsigned long val,
			 void *data)
{
	struct dk_span span;

	if (dk_mce_span(data, &span) &&
	    dax_kmem_with_owner_of(span, claim_exists, NULL)) {
		dax_kmem_bad_add(span, true);
		retire_later(span);
	}
	return NOTIFY_DONE;
}

static struct notifier_block mce_notifier = {
	.notifier_call = machine_check,
};

void dax_kmem_retire_init(void)
{
	dk_mce_register(&mce_notifier);
}

/* Called at module exit: no device is plugged any more. */
void dax_kmem_retire_exit(void)
{
	dk_mce_unregister(&mce_notifier);
	cancel_delayed_work_sync(&later);
}
