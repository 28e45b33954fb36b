// SPDX-License-Identifier: GPL-2.0-only
/*
 * Hold bad pages back from the page allocator. When the kernel onlines a memory
 * block, it passes the pages to the online-page callback before they can be
 * allocated. There is one callback for the whole system. Ours passes on all
 * pages except bad ones, which stay PageOffline with a reference count of 0:
 * the kernel skips such pages when it offlines the block, dumps exclude them,
 * and nothing accesses them.
 */
#include <linux/memory_hotplug.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/page-flags.h>
#include <linux/pci.h>
#include <linux/platform_device.h>
#include <xen/xen.h>
#include "bad.h"

/* guards holders, and setting and restoring of the callback */
static DEFINE_MUTEX(hold_lock);
static u32 holders;

/*
 * Kernels up to 6.10 pass pages to the callback as PageReserved. When they
 * offline a block, they subtract all its pages from the managed page count,
 * including held pages that were never added to the count.
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

/*
 * An online_page_callback_t. Splits a range that contains a bad page until the
 * bad page is alone.
 */
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
 * Start to hold back bad pages. Takes mem_hotplug_lock for reading, so the
 * caller must not be inside a memory notifier. Returns false if another driver
 * has the callback.
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
 * virtio_mem has the callback for as long as one of its devices is bound, and
 * passes on every page that is not its own (virtio_mem_online_page_cb() in
 * drivers/virtio/virtio_mem.c).
 */
static bool virtio_mem_has_it(void)
{
	return (IS_ENABLED(CONFIG_PCI) &&
		bus_for_each_dev(&pci_bus_type, NULL, NULL, has_virtio_mem)) ||
	       bus_for_each_dev(&platform_bus_type, NULL, NULL, has_virtio_mem);
}

/*
 * Would another driver keep the pages of a block that is onlined?
 *
 * The callback of a balloon driver (xen_online_page(), hv_online_page()) also
 * keeps pages that are not its own: the block reads online, but has no free
 * page and cannot be offlined. A callback cannot be tested without losing the
 * pages, and the kernel does not report its owner. Treat every owner except
 * virtio_mem as a balloon driver.
 *
 * Restoring the default callback fails if another callback is set, and changes
 * nothing otherwise.
 *
 * Takes mem_hotplug_lock for reading, so the caller must not be inside a memory
 * notifier.
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
 * The rules on locks are those of online_kept().
 *
 * Return: 0, or -EBUSY after a line in the log.
 */
int dax_kmem_online_check(struct dax_kmem *dk)
{
	if (!online_kept())
		return 0;
	if (xen_domain())
		dk_err(dk, "Xen's balloon driver keeps all onlined memory in this guest; add memory by its configuration instead\n");
	else
		dk_err(dk, "another driver (a balloon such as hv_balloon) keeps all onlined memory; unload that driver first\n");
	return -EBUSY;
}

/*
 * Count the held pages of a block. Checks each page instead of the ledger: a
 * page stays held when the ledger forgets it.
 */
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

/*
 * Pages added to the managed page count for the block that is being offlined.
 * The kernel offlines one block at a time.
 */
static long made_up;

/*
 * A block is about to be offlined: compensate for @counts_held by adding the
 * held pages to the managed page count. Caller is the memory notifier.
 */
void dax_kmem_held_leave(struct dk_span span)
{
	made_up = counts_held ? held_in(span) : 0;
	if (made_up)
		adjust_managed_page_count(pfn_to_page(PHYS_PFN(span.start)),
					  made_up);
}

/* The block is offline; or it @stays online, and the compensation is undone. */
void dax_kmem_held_left(struct dk_span span, bool stays)
{
	if (made_up && stays)
		adjust_managed_page_count(pfn_to_page(PHYS_PFN(span.start)),
					  -made_up);
	made_up = 0;
}

/**
 * dax_kmem_hold_for - hold back the bad pages of a device, if it has any
 * @dk: the claim; caller holds dk->lock
 * @held: set to true if the caller must call dax_kmem_hold_put()
 *
 * Return: false if single pages cannot be held back. The caller must then
 * withhold whole blocks.
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
		dk_warn(dk, "another driver has the online-page callback (virtio_mem?); whole blocks with bad pages are excluded\n");
	return *held;
}
