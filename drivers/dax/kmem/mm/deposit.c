// SPDX-License-Identifier: GPL-2.0-only
/*
 * A deposit: memory that is kept for an owner outside of the kernel, such as a
 * hypervisor, under the policy "reserved". It has no struct pages, this driver does
 * not touch it, and no other driver can claim it.
 *
 * A deposit survives kexec, because what says that the memory is no RAM is the
 * firmware's map (or the NFIT, or the kernel's parameters), which every kernel
 * reads, and which this driver never changes.
 */
#include <linux/ioport.h>
#include <linux/slab.h>
#include "claim/block.h"
#include "kernel/iomem.h"
#include "mm.h"

/* Release what dax_kmem_deposit() has reserved. Caller holds dk->lock. */
void dax_kmem_deposit_release(struct dax_kmem *dk)
{
	u32 i;

	lockdep_assert_held(&dk->lock);
	if (!dk->deposit)
		return;
	for (i = 0; i < dk->ranges.nr && dk->deposit[i]; i++) {
		remove_resource(dk->deposit[i]);
		kfree(dk->deposit[i]);
	}
	kfree(dk->deposit);
	dk->deposit = NULL;
}

/**
 * dax_kmem_deposit - reserve all ranges of a device, and add no memory
 * @dk: the claim; caller holds dk->lock
 *
 * Return: 0; after a line in the log -EBUSY if memory of the device is plugged or
 * something else has claimed a range; -ENOMEM.
 */
int dax_kmem_deposit(struct dax_kmem *dk)
{
	u32 i;

	lockdep_assert_held(&dk->lock);
	if (dk->deposit)
		return 0;
	if (dk->pinned) {
		dk_err(dk, "has memory; write unplugged to state before the policy reserved\n");
		return -EBUSY;
	}
	dk->deposit = kcalloc(dk->ranges.nr, sizeof(*dk->deposit), GFP_KERNEL);
	if (!dk->deposit)
		return -ENOMEM;
	snprintf(dk->deposit_name, sizeof(dk->deposit_name), "%s (reserved)",
		 dk->name);
	for (i = 0; i < dk->ranges.nr; i++) {
		dk->deposit[i] = dk_iomem_request(dk->ranges.v[i],
						  dk->deposit_name, dk->name);
		if (!dk->deposit[i]) {
			dax_kmem_deposit_release(dk);
			return -EBUSY;
		}
	}
	return 0;
}

/* Return -EBUSY, after a line in the log, if the device is a deposit; or 0. */
int dax_kmem_deposit_check(struct dax_kmem *dk)
{
	if (!dk->deposit)
		return 0;
	dk_err(dk, "is reserved for another owner; write another policy to dax_kmem/policy first\n");
	return -EBUSY;
}
