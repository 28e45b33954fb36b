// SPDX-License-Identifier: GPL-2.0-only
/*
 * Who has had a device before. Dom0 may never have page structures or a
 * mapping of what is given to the hypervisor: the host would panic when they
 * go, and a PV Dom0 cannot even unbind device_dax without damage.
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/slab.h>
#include "daxdev.h"
#include "xen.h"

static bool trust_xen;
module_param(trust_xen, bool, 0644);
MODULE_PARM_DESC(trust_xen,
		 "Donate to Xen 4.18 and newer too: say so only if its node_data has been made writable, or the host panics");

/* guards what follows */
static DEFINE_MUTEX(had_lock);
static struct dk_spanset had;	/* what another driver has had */
static struct dk_spanset lent;	/* what guests may have been given parts of */
static bool had_all;		/* what that is, nobody knows */
static bool watching;		/* all of that is known */
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
 * A probe that fails has mapped nothing, or had to unmap it, and that is an
 * oops. So what counts is who got a device.
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
 * dk_guard_init - begin to watch who binds what
 * @own: our driver, registered on the dax bus; until this is done it gets no
 *	device, though its files can be written
 *
 * Where device_dax is there already it may have had all devices: it takes each that it
 * finds.
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

/* The driver is unregistered: nobody asks any more. */
void dk_guard_exit(void)
{
	bus_unregister_notifier(ours->bus, &bus_notifier);
	kvfree(had.v);
	kvfree(lent.v);
}

/* Does the kernel have page structures for any of it? */
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
 * dk_guard_check - may the hypervisor get this device?
 * @pool: the pool, being bound
 *
 * Return: 0, or -EBUSY after a line in the log.
 */
int dk_guard_check(struct dk_pool *pool)
{
	if (test_taint(TAINT_DIE)) {
		pool_err(pool, "this kernel has had an oops, and may have been in the middle of anything; reboot the host first\n");
		return -EBUSY;
	}
	if (has_pages(&pool->ranges)) {
		pool_err(pool, "this kernel has page structures for it: it is mapped, or is memory; reboot the host, and keep device_dax from being loaded first\n");
		return -EBUSY;
	}
	if (was_had(&pool->ranges)) {
		pool_err(pool, "another driver (device_dax?) has had it since the host booted, or could have; reboot the host, and have dax_kmem_xen loaded before device_dax\n");
		return -EBUSY;
	}
	return 0;
}

/**
 * dk_guard_lend - parts of a device are about to be mapped into guests
 * @pool: the pool
 *
 * Who ends that says that no guest has a part any more, and may be wrong: what a guest
 * has mapped must not become a page of the heap. So a device that was lent once is not
 * donated before the host reboots, and the module stays to remember it.
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
		 yes ? "parts of it were mapped into guests since the host booted" :
		       "a module was forced out of this kernel, and what it knew is gone");
	return -EBUSY;
}

/*
 * memory_add() writes to node_data[], which is read-only once Xen has booted
 * since commit eac84d9d57 ("xen/x86: move generically usable NUMA code from
 * x86 to common"), up to today's.
 */
#define XEN_4_18 (4 << 16 | 18)

static int check_version(struct dk_pool *pool)
{
	u32 version = dk_xen_version();

	if (version < XEN_4_18 || READ_ONCE(trust_xen))
		return 0;
	pool_err(pool, "Xen %u.%u panics when it is given memory, as all do since 4.18: it writes to its node_data, which is read-only; ranges of the device can be mapped into guests (daxkmem xen map). Where that has been mended, load this module with trust_xen=1\n",
		 version >> 16, version & 0xffff);
	return -EOPNOTSUPP;
}

/**
 * dk_guard_host - may this host's hypervisor get this device now?
 * @pool: the pool, about to be donated
 *
 * Xen knows pages by groups of 256 MiB up to the last one that is memory. What
 * firmware has behind the end of memory, but in its last group, Dom0 may map as I/O
 * only because there is no page for Xen to know. As soon as memory comes behind it
 * there is one, which is nobody's, and Xen lets nobody map it: Dom0 dies when ACPI
 * touches it. That is so where all memory is below 4 GiB.
 *
 * Return: 0; -EBUSY, -EOPNOTSUPP or -ENXIO after a line in the log; or an errno.
 */
int dk_guard_host(struct dk_pool *pool)
{
	u64 end, group_end;
	int rc = check_lent(pool);

	if (!rc)
		rc = check_version(pool);
	if (rc)
		return rc;
	rc = dk_xen_ram_end(&end);
	if (rc) {
		pool_err(pool, "Xen does not tell where the host's memory ends (%d)\n",
			 rc);
		return rc;
	}
	group_end = round_up(end, DK_DONATION_GROUP);
	if (end == group_end ||
	    region_intersects(end, group_end - end, IORESOURCE_MEM,
			      IORES_DESC_NONE) == REGION_DISJOINT)
		return 0;
	pool_err(pool, "the host's memory ends at %#llx, and what firmware and devices have from there to %#llx (see /proc/iomem) Xen would take away from Dom0, which dies then; a host with memory above 4 GiB has not that trouble\n",
		 end, group_end - 1);
	return -ENXIO;
}
