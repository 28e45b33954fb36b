// SPDX-License-Identifier: GPL-2.0-only
/* Bind and unbind a device: claim it, plug it, release it. */
#include <linux/err.h>
#include <xen/xen.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "device.h"
#include "mm/mm.h"

/*
 * Plug the device during a bind. An orphan that was taken over gets the size
 * that it had before, and the state of its policy.
 */
static int device_bring_up(struct dax_kmem *dk, bool plug)
{
	bool adopted = dax_kmem_count_plugged(dk);
	struct dk_want w;
	int goal, rc;

	if (dk->policy == DK_POLICY_RESERVED)
		return dax_kmem_deposit(dk);
	if (!adopted) {
		if (!plug)
			return 0;
		dk->wanted = dk->nr_blocks;
	}

	goal = dax_kmem_policy_goal(dk);
	if (goal < 0)
		return goal;
	w = dax_kmem_want(dk, goal, dk->wanted);
	rc = dax_kmem_change(dk, &w, false);
	if (adopted)
		dax_kmem_retire_adopted(dk);
	if (rc)
		return rc;

	if (dk_state_online(goal) || dk->goal == DK_UNPLUGGED)
		dk->goal = goal;
	return 0;
}

/* Take over memory that another driver left in the ranges of the device. */
static int device_take_leftovers(struct dax_kmem *dk, bool plug)
{
	int rc;

	if (!dax_kmem_has_leftover(dk))
		return 0;
	rc = dax_kmem_reserve(dk);
	if (rc)
		return rc;
	dk->wanted = plug ? dk->nr_blocks : dax_kmem_count_plugged(dk);
	dk->goal = dax_kmem_state(dk);
	dk_info(dk, "took over memory that another driver left online\n");
	return 0;
}

/* Ask the firmware for a node if the bus has none. */
static void device_find_node(struct dax_kmem *dk)
{
	if (dk->fw_node != NUMA_NO_NODE)
		return;
	dk->fw_node = dax_kmem_firmware_node(dk);
	dk->node = dk->fw_node;
}

static struct dax_kmem *device_claim(const struct dk_bind *bind)
{
	struct dax_kmem *dk;
	int rc;

	dk = dax_kmem_adopt(bind->dev, bind->ranges);
	if (dk) {
		dk_info(dk, "took over memory that an earlier bind left online\n");
		return dk;
	}

	dk = dax_kmem_alloc(bind);
	if (IS_ERR(dk))
		return dk;
	device_find_node(dk);
	rc = dax_kmem_claim_enter(dk);
	if (rc) {
		dax_kmem_free(dk);
		return ERR_PTR(rc);
	}
	return dk;
}

/* Free the claim, or keep it as an orphan if memory is still online. */
static void device_let_go(struct dax_kmem *dk)
{
	u32 plugged = dax_kmem_count_plugged(dk);

	if (!plugged) {
		dax_kmem_claim_leave(dk);
		dax_kmem_free(dk);
		return;
	}
	dk_warn(dk, "%llu bytes stay online on node %d and pin this module; \"daxkmem list\" shows how to remove them\n",
		(u64)plugged * dk->block_size, dk->node);
	dax_kmem_orphan(dk);
}

static int bind_job(struct dax_kmem *dk, u64 plug)
{
	int rc = dax_kmem_begin(dk);

	if (!rc && !dk->pinned)
		rc = device_take_leftovers(dk, plug);
	if (!rc)
		rc = device_bring_up(dk, plug);
	dk->leaving = rc;
	return rc;
}

/**
 * dax_kmem_bind - claim a device and plug its memory as the policy says
 * @bind: the device and its settings
 *
 * Takes over memory that an earlier bind of the same ranges to this or another
 * driver left online. A failed bind removes all memory that it added.
 *
 * Return: 0 or an errno, after a line in the log.
 */
int dax_kmem_bind(const struct dk_bind *bind)
{
	struct device *dev = bind->dev;
	struct dax_kmem *dk;
	int rc;

	/* The hypervisor owns the memory of a PV domain and its page tables. */
	if (xen_pv_domain()) {
		dev_err(dev, "memory hotplug is not possible in a Xen PV domain; on Dom0 bind the device to dax_kmem_xen instead\n");
		return -EOPNOTSUPP;
	}
	dk = device_claim(bind);
	if (IS_ERR(dk))
		return PTR_ERR(dk);

	rc = dax_kmem_worker_start(dk);
	if (rc)
		goto err_claim;

	dk->groups = bind->groups;
	dev_set_drvdata(dev, dk);
	/*
	 * Create the attributes before adding memory. The driver core would do
	 * so after probe(), and an -ENOMEM there would fail a bind whose memory
	 * is already online. Refuse writes until the bind has succeeded.
	 */
	rc = sysfs_create_groups(&dev->kobj, dk->groups);
	if (rc)
		goto err_worker;
	rc = dax_kmem_job_bind(dk, bind_job, bind->plug);
	if (rc)
		goto err_groups;
	return 0;

err_groups:
	sysfs_remove_groups(&dev->kobj, dk->groups);
err_worker:
	dev_set_drvdata(dev, NULL);
	dax_kmem_worker_stop(dk);
err_claim:
	device_let_go(dk);
	return rc;
}

/**
 * dax_kmem_unbind - release a device without offlining memory
 * @dev: the device; caller holds its device lock
 *
 * Removes offline blocks. Online blocks stay usable and belong to an orphan.
 */
void dax_kmem_unbind(struct device *dev)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	/* Wait for reads and writes in progress. */
	sysfs_remove_groups(&dev->kobj, dk->groups);
	dax_kmem_worker_stop(dk);
	mutex_lock(&dk->lock);
	dk->leaving = true;
	dax_kmem_deposit_release(dk);
	dax_kmem_drop_offline(dk);
	dax_kmem_release_if_empty(dk);
	mutex_unlock(&dk->lock);

	dev_set_drvdata(dev, NULL);
	device_let_go(dk);
}
