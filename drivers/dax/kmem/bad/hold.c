// SPDX-License-Identifier: GPL-2.0-only
/*
 * Keeps bad pages from ever being free. While memory comes online the kernel
 * hands its pages to a callback, one for the whole system, before anybody can
 * allocate them; ours passes on all but the bad ones. Those stay PageOffline
 * without a reference: the kernel skips such a page when the block goes
 * offline, a dump leaves it out, and nothing ever touches it.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/page-flags.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <xen/xen.h>
#include "bad.h"

/* guards holders, and setting of the callback */
static DEFINE_MUTEX(hold_lock);
static u32 holders;

/*
 * Kernels up to 6.10 hand pages over as PageReserved, and take a whole block
 * off the count of managed pages when it goes offline, the pages included
 * that were never put on it.
 */
static bool counts_held;

static void hold_page(struct page *page)
{
	if (PageReserved(page)) {
		counts_held = true;
		ClearPageReserved(page);
	}
	if (!PageOffline(page))
		__SetPageOffline(page);
	set_page_count(page, 0);
}

/* An online_page_callback_t. Splits what has a bad page until it is alone. */
static void online_page(struct page *page, unsigned int order)
{
	u64 start = PFN_PHYS(page_to_pfn(page));
	struct dk_span part, span = { start, start + (PAGE_SIZE << order) };

	if (!dax_kmem_bad_first(span, &part)) {
		generic_online_page(page, order);
	} else if (!order) {
		hold_page(page);
	} else {
		order--;
		online_page(page, order);
		online_page(page + (1UL << order), order);
	}
}

/*
 * Has bad pages held back from now on. Takes the kernel's hotplug lock for reading;
 * caller must not be inside a memory notifier. Returns false if another driver has
 * the callback.
 */
static bool hold_get(void)
{
	bool held;

	mutex_lock(&hold_lock);
	held = holders || !set_online_page_callback(online_page);
	holders += held;
	mutex_unlock(&hold_lock);
	return held;
}

void dax_kmem_hold_put(void)
{
	mutex_lock(&hold_lock);
	if (!--holders)
		restore_online_page_callback(online_page);
	mutex_unlock(&hold_lock);
}

bool dax_kmem_holding(void)
{
	return READ_ONCE(holders);
}

static int is_virtio_mem(struct device *dev, void *unused)
{
	return dev->bus && !strcmp(dev->bus->name, "virtio") &&
	       !strcmp(dev_driver_string(dev), "virtio_mem");
}

static int has_virtio_mem(struct device *dev, void *unused)
{
	return device_for_each_child(dev, NULL, is_virtio_mem);
}

/*
 * A virtio_mem device is only bound while virtio_mem has the callback, and
 * virtio_mem passes on every page that is not its own
 * (virtio_mem_online_page_cb() in drivers/virtio/virtio_mem.c).
 */
static bool virtio_mem_has_it(void)
{
	return (IS_ENABLED(CONFIG_PCI) &&
		bus_for_each_dev(&pci_bus_type, NULL, NULL, has_virtio_mem)) ||
	       bus_for_each_dev(&platform_bus_type, NULL, NULL, has_virtio_mem);
}

/*
 * Would another driver keep memory that comes online?
 *
 * The callback of a balloon (xen_online_page(), hv_online_page()) keeps pages
 * that are not its own: the block reads online, has no free page and cannot go
 * offline. There is no way to try a callback without losing the pages, and none
 * to see whose it is. So every owner counts as a balloon but virtio_mem.
 *
 * Restoring the kernel's own function fails if another one is in place, and
 * changes nothing otherwise.
 *
 * Takes the kernel's hotplug lock for reading; the caller must not be inside a
 * memory notifier.
 */
static bool online_kept(void)
{
	bool taken;

	mutex_lock(&hold_lock);
	taken = !holders && restore_online_page_callback(generic_online_page);
	mutex_unlock(&hold_lock);
	return taken && !virtio_mem_has_it();
}

/**
 * dax_kmem_online_check - refuse to online memory that another driver would keep
 * @dk: the claim
 *
 * Locks are those of online_kept().
 *
 * Return: 0, or -EBUSY after a line in the log.
 */
int dax_kmem_online_check(struct dax_kmem *dk)
{
	if (!online_kept())
		return 0;
	if (xen_domain())
		dk_err(dk, "Xen's balloon driver keeps all memory that comes online in this guest, so a device cannot be memory here\n");
	else
		dk_err(dk, "another driver keeps all memory that comes online (a balloon such as hv_balloon); unload it first\n");
	return -EBUSY;
}

/* Looks at all pages: those that were forgotten since are held all the same. */
static long held_in(struct dk_span span)
{
	unsigned long pfn;
	struct page *page;
	long held = 0;

	for (pfn = PHYS_PFN(span.start); pfn < PHYS_PFN(span.end); pfn++) {
		page = pfn_to_page(pfn);
		held += PageOffline(page) && !page_count(page);
		cond_resched();
	}
	return held;
}

/* Pages that were made up for; one block goes offline at a time. */
static long made_up;

/*
 * A block is about to go offline: make up for what @counts_held says. Caller
 * is the memory notifier.
 */
void dax_kmem_held_leave(struct dk_span span)
{
	made_up = counts_held ? held_in(span) : 0;
	if (made_up)
		adjust_managed_page_count(pfn_to_page(PHYS_PFN(span.start)),
					  made_up);
}

/* ... and it has gone, or @stays after all. */
void dax_kmem_held_left(struct dk_span span, bool stays)
{
	if (made_up && stays)
		adjust_managed_page_count(pfn_to_page(PHYS_PFN(span.start)),
					  -made_up);
	made_up = 0;
}

/**
 * dax_kmem_hold_for - hold the bad pages of a device back one by one, if it has any
 * @dk: the claim; caller holds dk->lock
 * @held: receives whether dax_kmem_hold_put() is due
 *
 * Return: false if that cannot be done: whole blocks are kept out then.
 */
bool dax_kmem_hold_for(struct dax_kmem *dk, bool *held)
{
	u32 i;

	*held = false;
	for (i = 0; i < dk->usable.nr; i++)
		if (dax_kmem_bad_any(dk->usable.v[i]))
			break;
	if (i == dk->usable.nr)
		return true;
	*held = hold_get();
	if (!*held && !online_kept())
		dk_warn(dk, "another driver takes all memory that comes online (a balloon?), so whole blocks with bad pages are left out\n");
	return *held;
}
