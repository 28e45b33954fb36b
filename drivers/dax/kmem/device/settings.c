// SPDX-License-Identifier: GPL-2.0-only
/*
 * The settings of a device. Each function waits for a change in progress, and
 * returns -EINTR if a signal ends the wait.
 */
#include <linux/numa.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "device.h"
#include "mm/mm.h"

/**
 * dax_kmem_set_policy - set what a bind does, and the zones of the memory
 * @dk: the claim, bound
 * @policy: the policy; "reserved" takes effect at once
 *
 * Return: 0; the error of dax_kmem_deposit() or of dax_kmem_enter().
 */
int dax_kmem_set_policy(struct dax_kmem *dk, enum dk_policy policy)
{
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	if (policy == DK_POLICY_RESERVED)
		rc = dax_kmem_deposit(dk);
	else
		dax_kmem_deposit_release(dk);
	if (!rc)
		WRITE_ONCE(dk->policy, policy);
	mutex_unlock(&dk->lock);
	return rc;
}

int dax_kmem_set_timeout(struct dax_kmem *dk, u32 seconds)
{
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	WRITE_ONCE(dk->timeout, seconds);
	mutex_unlock(&dk->lock);
	return 0;
}

static int set_flag(struct dax_kmem *dk, bool *flag, bool value)
{
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	WRITE_ONCE(*flag, value);
	mutex_unlock(&dk->lock);
	return 0;
}

int dax_kmem_set_withhold(struct dax_kmem *dk, u32 pages)
{
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	WRITE_ONCE(dk->withhold, pages);
	mutex_unlock(&dk->lock);
	return 0;
}

int dax_kmem_set_check_room(struct dax_kmem *dk, bool check)
{
	return set_flag(dk, &dk->check_room, check);
}

int dax_kmem_set_scrub_always(struct dax_kmem *dk, bool scrub)
{
	return set_flag(dk, &dk->scrub_always, scrub);
}

/**
 * dax_kmem_set_kernel - set how many blocks online_movable leaves to the kernel
 * @dk: the claim, bound
 * @blocks: number of blocks, from the first one
 *
 * Return: 0; -EBUSY, after a line in the log, if a block between the old and
 * the new number is online; or the error of dax_kmem_enter().
 */
int dax_kmem_set_kernel(struct dax_kmem *dk, u32 blocks)
{
	u32 i, from, to;
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	from = min(blocks, dk->kernel);
	to = max(blocks, dk->kernel);
	for (i = from; i < to && !rc; i++) {
		if (dax_kmem_block_state(dk, i, NULL) < DK_BLOCK_KERNEL)
			continue;
		dk_err(dk, "kernel_size: memory%lu is online and would be in the wrong zone; write unplugged to state first\n",
		       dax_kmem_block_id(dk, i));
		rc = -EBUSY;
	}
	if (!rc)
		WRITE_ONCE(dk->kernel, blocks);
	mutex_unlock(&dk->lock);
	return rc;
}

/* Lock an unplugged claim. Return 0 locked; or -EBUSY if plugged, -EINTR. */
static int lock_unplugged(struct dax_kmem *dk, const char *file)
{
	int rc = dax_kmem_enter(dk);

	if (rc)
		return rc;
	if (!dk->pinned)
		return 0;
	mutex_unlock(&dk->lock);
	dk_err(dk, "%s cannot change while the device is plugged; write unplugged to state first\n",
	       file);
	return -EBUSY;
}

/* May also return -EBUSY if plugged; -EOPNOTSUPP if the kernel cannot do it. */
int dax_kmem_set_memmap(struct dax_kmem *dk, enum dk_memmap memmap)
{
	const char *obstacle = dax_kmem_memmap_obstacle();
	int rc = lock_unplugged(dk, "memmap_on_memory");

	if (rc)
		return rc;
	if (memmap == DK_MEMMAP_ON && obstacle) {
		dk_err(dk, "memmap_on_memory cannot be on: %s\n", obstacle);
		rc = -EOPNOTSUPP;
	} else {
		WRITE_ONCE(dk->memmap, memmap);
	}
	mutex_unlock(&dk->lock);
	return rc;
}

/* NUMA_NO_NODE selects the firmware's node. May also return -EBUSY, -EINVAL. */
int dax_kmem_set_node(struct dax_kmem *dk, int node)
{
	int rc = lock_unplugged(dk, "target_node");

	if (rc)
		return rc;
	if (node == NUMA_NO_NODE)
		node = dk->fw_node;
	else
		rc = dax_kmem_node_check(dk, node);
	if (!rc)
		WRITE_ONCE(dk->node, node);
	mutex_unlock(&dk->lock);
	return rc;
}

/* 0 selects the kernel's own value. May also return -EBUSY. */
int dax_kmem_set_adistance(struct dax_kmem *dk, int adistance)
{
	int rc = lock_unplugged(dk, "adistance");

	if (rc)
		return rc;
	WRITE_ONCE(dk->adistance, adistance);
	mutex_unlock(&dk->lock);
	return 0;
}

static int scrub_job(struct dax_kmem *dk, u64 unused)
{
	int rc = dax_kmem_begin_bound(dk);

	if (rc)
		return rc;
	rc = dax_kmem_deposit_check(dk);
	if (rc)
		return rc;
	if (dk->pinned) {
		dk_err(dk, "cannot be scrubbed while it is plugged; write unplugged to state first\n");
		return -EBUSY;
	}

	rc = dax_kmem_badblocks_import(dk->dev, &dk->ranges);
	return rc ?: dax_kmem_scrub_all(dk);
}

/**
 * dax_kmem_scrub - overwrite the usable ranges of a device
 * @dk: the claim, bound
 *
 * Return: 0; -EBUSY, after a line in the log, if the device is plugged or
 * another driver owns a part of it: nothing is overwritten then. After any
 * other error a part may be overwritten: -EINTR for a signal; -ENOMEM if the
 * memory cannot be mapped; -EIO if the flush fails.
 */
int dax_kmem_scrub(struct dax_kmem *dk)
{
	return dax_kmem_job(dk, scrub_job, 0);
}
