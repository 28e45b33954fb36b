// SPDX-License-Identifier: GPL-2.0-only
/*
 * Takes bad pages out of use that became known too late to be held back: their
 * memory block was online, or coming online. What is in a page the kernel moves
 * (soft offline), unless it is lost and must not be read: then the page goes as
 * after a machine check, and who uses it is killed when he touches it. Machine
 * checks are one way to learn of such a page.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/page-flags.h>
#include <linux/sched/signal.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include "attr.h"
#include "bad.h"
#include "block.h"
#include "compat/mce.h"

/* Somebody changes the block now; or the kernel is about to do it itself. */
#define LATER (HZ)

/* guards pending: the least span that has all that is left to the work */
static DEFINE_SPINLOCK(pending_lock);
static struct dk_span pending;

static void retire_later(struct dk_span span);
static void retire_work(struct work_struct *unused);
static DECLARE_DELAYED_WORK(later, retire_work);

/**
 * struct found - the memory block that an address is in
 * @addr: the address
 * @mem: the block, with a reference; NULL if it is not there
 * @name: whose it is
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

/* Neither held back when it came online, nor taken out of use since. */
static bool page_in_use(u64 addr)
{
	struct page *page = pfn_to_page(PHYS_PFN(addr));

	return !PageHWPoison(page) &&
	       !(PageOffline(page) && !page_count(page));
}

/*
 * Has the kernel move what is in a page, and take the page out of use, as a write
 * to soft_offline_page does. Caller holds the device lock of the block. Returns 0;
 * -EOPNOTSUPP on a kernel that cannot; else what the kernel said.
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

/* Returns 0, or why the page stays in use. */
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
	/* the kernel was faster */
	return rc == -EHWPOISON ? 0 : rc;
}

/* Caller holds the device lock of the block, which so stays online. */
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

/* A part of one memory block. */
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
		pr_warn_ratelimited("dax_kmem %s: %llu pages of %#llx-%#llx could not be taken out of use; they are excluded when their memory block comes online the next time, or write the range to bad_pages to try again\n",
				    f.name, stay, s.start, s.end - 1);
}

/**
 * dax_kmem_retire - take bad pages out of use that are online
 * @span: physical addresses; only what the ledger has of it counts
 *
 * Nothing happens to pages that are held back, that the kernel has taken out
 * of use, or that are not online. A block that somebody is changing is looked
 * at again later. What stays in use is logged. May sleep; caller holds no lock
 * of the memory hotplug.
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

/* The same, in a second. */
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
 * dax_kmem_retire_adopted - memory that was online before its device was bound
 * @dk: the claim, bound; caller holds dk->lock
 *
 * Learns what the kernel has marked there meanwhile, and takes out of use what
 * was known and is in use: another driver may have brought it online. A block
 * that somebody is changing is left out; on its way offline it is looked at
 * anyway. May sleep.
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
 * A machine check, from the kernel's own thread for that: may sleep. The kernel
 * takes the page out of use itself, where it can.
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

/* Nothing is plugged any more. */
void dax_kmem_retire_exit(void)
{
	dk_mce_unregister(&mce_notifier);
	cancel_delayed_work_sync(&later);
}
