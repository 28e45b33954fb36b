// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check that nothing else has the addresses of a range. The list is longer than for
 * a device of the dax bus, whose owner has checked its addresses.
 */
#define pr_fmt(fmt) "dax_kmem range: " fmt

#include <linux/memory_hotplug.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include "claim/claim.h"
#include "kernel/daxdev.h"
#include "kernel/iomem.h"
#include "kernel/nvdimm.h"
#include "range.h"

/* All addresses must be inside what the kernel can map as memory. */
static int check_mappable(struct dk_span s)
{
	struct range most = mhp_get_pluggable_range(true);

	if (s.start >= most.start && s.end - 1 <= most.end)
		return 0;
	pr_err("%#llx-%#llx: the kernel can only map %#llx-%#llx as memory\n",
	       s.start, s.end - 1, most.start, most.end);
	return -E2BIG;
}

static int refuse_owner(struct dk_span s, const char *what, const char *next)
{
	pr_err("%#llx-%#llx: contains memory of %s; %s\n", s.start, s.end - 1,
	       what, next);
	return -EBUSY;
}

/* Devices that user space can make memory by other means. */
static int check_devices(struct dk_span s)
{
	struct kset *devices = platform_bus.kobj.kset;
	char who[DK_NAME_LEN];

	if (dk_daxdev_in(s, who, sizeof(who)))
		return refuse_owner(s, who, "bind that dax device instead, or remove it");
	if (dk_nvdimm_namespace(devices, s, who, sizeof(who)))
		return refuse_owner(s, who, "use that namespace, or disable its region");
	return 0;
}

static int refuse_foreign(struct dk_span s, struct dk_span what)
{
	pr_err("%#llx-%#llx: something else is at %#llx-%#llx, see /proc/iomem; choose another range\n",
	       s.start, s.end - 1, what.start, what.end - 1);
	return -EBUSY;
}

/*
 * A range that is described as memory may also be part of another driver's idle
 * resource (hmem on Linux 6.1), which is no obstacle.
 */
static int check_iomem(struct dk_span s, bool force)
{
	struct dk_span what;

	if (dk_iomem_busy(s, &what))
		return refuse_foreign(s, what);
	if (dk_iomem_is_usable(s))
		return 0;
	if (dk_iomem_foreign(s, &what))
		return refuse_foreign(s, what);
	if (force)
		return 0;
	pr_err("%#llx-%#llx: firmware does not describe all of it as persistent or soft-reserved, nor is it reserved by memmap=; add the word force if it is memory\n",
	       s.start, s.end - 1);
	return -EPERM;
}

/**
 * dax_kmem_range_check - check the addresses of a range
 * @r: the range
 *
 * The caller holds no device lock. Memory that an earlier bind of exactly this
 * range left online passes: the next bind takes it over.
 *
 * Return: 0; after a line in the log -E2BIG if the kernel cannot map the addresses,
 * -EBUSY if something else has them, or -EPERM if firmware does not describe them
 * as memory and the request does not say force.
 */
int dax_kmem_range_check(const struct dk_request *r)
{
	struct dk_span s = r->span;
	const struct dk_spanset set = { &s, 1, 1 };
	char name[DK_NAME_LEN];
	int rc = check_mappable(s);

	if (rc)
		return rc;
	rc = dax_kmem_claim_of(&set, name);
	if (rc == -EEXIST)
		return 0;
	if (rc)
		return refuse_owner(s, name, "this driver has it already");
	if (dk_iomem_is_ram(s))
		return refuse_owner(s, "System RAM", "boot with memmap=SIZE$START to reserve it");
	return check_devices(s) ?: check_iomem(s, r->force);
}
