// SPDX-License-Identifier: GPL-2.0-only
/*
 * Track which drivers have had a device. Dom0 must never have a memmap or a
 * mapping of donated memory: removing them would panic the host. A PV Dom0
 * cannot even unbind device_dax without damage.
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include "kernel/daxdev.h"
#include "xen.h"

static bool trust_xen;
module_param(trust_xen, bool, 0644);
MODULE_PARM_DESC(trust_xen,
		 "Also donate to Xen 4.18 and later; the host panics unless that Xen's node_data is writable");

/* guards had, lent, had_all and watching */
static DEFINE_MUTEX(had_lock);
static struct dk_spanset had;	/* ranges that another driver has had */
static struct dk_spanset lent;	/* devices that guests may have mapped */
static bool had_all;		/* any device may be in had */
static bool watching;		/* the bus notifier keeps had up to date */
static const struct device_driver *ours;

static int set_add_all(struct dk_spanset *set, const struct dk_spanset *ranges)
{
	u32 i;
	int rc = 0;

	for (i = 0; i < ranges->nr && !rc; i++)
		while (dk_spanset_add(set, ranges->v[i]) && !rc)
			rc = dk_set_grow(set);
	return rc;
}

static void remember_device(struct device *dev)
{
	struct dk_spanset ranges;

	mutex_lock(&had_lock);
	if (dk_daxdev_ranges(dev, &ranges)) {
		had_all = true;
	} else {
		if (set_add_all(&had, &ranges))
			had_all = true;
		kfree(ranges.v);
	}
	mutex_unlock(&had_lock);
}

/*
 * Only count drivers that were bound. A probe that failed has either mapped
 * nothing or has had to unmap the device, which would have caused an oops.
 */
static int guard_bus_notify(struct notifier_block *nb, unsigned long what, void *data)
{
	struct device *dev = data;

	if (what == BUS_NOTIFY_BOUND_DRIVER && dev->driver != ours)
		remember_device(dev);
	return NOTIFY_OK;
}

static struct notifier_block bus_notifier = {
	.notifier_call = guard_bus_notify,
};

static int guard_look_at(struct device *dev, void *unused)
{
	if (dev->driver && dev->driver != ours)
		remember_device(dev);
	return 0;
}

/**
 * dk_guard_init - start to track the binds on the dax bus
 * @own: our driver, registered on the dax bus; until this function has
 *	returned, binds to it are refused, though its attributes can be written
 *
 * If device_dax is registered already, it may have had every device, because it
 * binds each device that it finds.
 *
 * Return: 0 or an errno.
 */
int dk_guard_init(struct device_driver *own)
{
	int rc = bus_register_notifier(own->bus, &bus_notifier);

	if (rc)
		return rc;
	ours = own;
	if (driver_find("device_dax", own->bus))
		had_all = true;
	rc = bus_for_each_dev(own->bus, NULL, NULL, guard_look_at);
	mutex_lock(&had_lock);
	watching = !rc;
	mutex_unlock(&had_lock);
	return rc;
}

/* Called after the driver was unregistered. */
void dk_guard_exit(void)
{
	bus_unregister_notifier(ours->bus, &bus_notifier);
	kvfree(had.v);
	kvfree(lent.v);
}

/* Does the kernel have a memmap for a part of the ranges? */
static bool has_pages(const struct dk_spanset *ranges)
{
	u32 i;

	for (i = 0; i < ranges->nr; i++) {
		u64 at = ranges->v[i].start;

		for (; at < ranges->v[i].end; at += PAGES_PER_SECTION * PAGE_SIZE)
			if (pfn_valid(PHYS_PFN(at)))
				return true;
		if (pfn_valid(PHYS_PFN(ranges->v[i].end - 1)))
			return true;
	}
	return false;
}

static bool was_had(const struct dk_spanset *ranges)
{
	bool yes;

	mutex_lock(&had_lock);
	yes = !watching || had_all || dk_spanset_meets(&had, ranges);
	mutex_unlock(&had_lock);
	return yes;
}

/**
 * dk_guard_check - check that no other driver has used a device in this boot
 * @pool: the pool, being bound
 *
 * Return: 0, or -EBUSY after a line in the log.
 */
int dk_guard_check(struct dk_pool *pool)
{
	if (test_taint(TAINT_DIE)) {
		pool_err(pool, "this kernel has had an oops, so its state cannot be trusted; reboot the host first\n");
		return -EBUSY;
	}
	if (has_pages(&pool->ranges)) {
		pool_err(pool, "the kernel has a memmap for it, so it was mapped or is RAM; run daxkmem xen enable and reboot\n");
		return -EBUSY;
	}
	if (was_had(&pool->ranges)) {
		pool_err(pool, "another driver (device_dax?) may have had it in this boot; run daxkmem xen enable and reboot\n");
		return -EBUSY;
	}
	return 0;
}

/**
 * dk_guard_lend - record that parts of a device are about to be mapped
 * @pool: the pool
 *
 * A page that a guest has mapped must not become a page of the heap. A write of
 * "unplugged" claims that no guest has a part any more, and may be wrong. So a
 * device that was mapped is not donated until the host reboots, and the module
 * stays loaded to keep the record.
 *
 * Return: 0, -ENODEV if the module is being unloaded, -ENOMEM.
 */
int dk_guard_lend(struct dk_pool *pool)
{
	int rc = 0;

	mutex_lock(&had_lock);
	if (!lent.nr && !try_module_get(THIS_MODULE))
		rc = -ENODEV;
	if (!rc)
		rc = set_add_all(&lent, &pool->ranges);
	mutex_unlock(&had_lock);
	return rc;
}

static int check_lent(struct dk_pool *pool)
{
	bool yes;

	mutex_lock(&had_lock);
	yes = dk_spanset_meets(&lent, &pool->ranges);
	mutex_unlock(&had_lock);
	if (!yes && !test_taint(TAINT_FORCED_RMMOD))
		return 0;
	pool_err(pool, "%s; reboot the host first\n",
		 yes ? "guests have mapped parts of the device since the host booted" :
		       "a module was removed by force, and its record of mapped devices is lost");
	return -EBUSY;
}

static bool damaged;	/* Xen failed in the middle of a donation; stays set */

/* Refuse all donations until the host reboots. Keeps the module loaded. */
void dk_guard_damaged(void)
{
	if (!READ_ONCE(damaged))
		__module_get(THIS_MODULE);
	WRITE_ONCE(damaged, true);
}

static int check_damaged(struct dk_pool *pool)
{
	if (!READ_ONCE(damaged))
		return 0;
	pool_err(pool, "Xen failed in the middle of a donation, and another one could crash it; reboot the host first\n");
	return -EBUSY;
}

static int check_version(struct dk_pool *pool, enum dk_xen_patch patch)
{
	u32 version = dk_xen_version();

	if (!dk_xen_panics() || patch != DK_XEN_STOCK || READ_ONCE(trust_xen))
		return 0;
	pool_err(pool, "Xen %u.%u panics on memory hot-add unless it is patched; daxkmem xen attach does that, or see trust_xen\n",
		 version >> 16, version & 0xffff);
	return -EOPNOTSUPP;
}

/**
 * dk_guard_host - check that this host survives the donation of a device
 * @pool: the pool, about to be donated
 * @patch: unless DK_XEN_STOCK, accept a Xen that panics on memory hot-add
 *
 * Xen tracks pages in groups of 256 MiB, up to the last group with memory. In
 * that group, Dom0 may map firmware's and devices' addresses after the end of
 * memory, because Xen has no page for them. Once memory is added at higher
 * addresses, Xen has such pages. They have no owner, so Xen lets no domain map
 * them, and Dom0 dies when ACPI touches them. This affects hosts whose memory
 * all lies below 4 GiB.
 *
 * Return: 0; -EBUSY, -EOPNOTSUPP or -ENXIO after a line in the log; or an errno.
 */
int dk_guard_host(struct dk_pool *pool, enum dk_xen_patch patch)
{
	u64 end, group_end;
	int rc = check_lent(pool) ?: check_damaged(pool);

	if (!rc)
		rc = check_version(pool, patch);
	if (rc)
		return rc;
	rc = dk_xen_ram_end(&end);
	if (rc) {
		pool_err(pool, "cannot read the host's memory map from Xen (%d), so nothing is donated; see xl dmesg\n",
			 rc);
		return rc;
	}
	group_end = round_up(end, DK_DONATION_GROUP);
	if (end == group_end ||
	    region_intersects(end, group_end - end, IORESOURCE_MEM,
			      IORES_DESC_NONE) == REGION_DISJOINT)
		return 0;
	pool_err(pool, "donation would crash Dom0 by taking its I/O memory in %#llx-%#llx; add memory above 4 GiB\n",
		 end, group_end - 1);
	return -ENXIO;
}
