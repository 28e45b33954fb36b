// SPDX-License-Identifier: GPL-2.0-only
/* The life cycle of a claimed device: bind, change, unbind. */
#include <linux/err.h>
#include <xen/xen.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "device.h"
#include "claim/event.h"
#include "mm/mm.h"

/*
 * The state that the policy gives to added memory. For "auto" this driver does
 * what the kernel would do, so that bad pages are excluded.
 */
static int policy_goal(struct dax_kmem *dk)
{
	if (dk->policy == DK_POLICY_AUTO)
		return dax_kmem_auto_online(dk);
	return dk_policy_goal(dk->policy);
}

static struct dk_want want_of(struct dax_kmem *dk, enum dk_state goal, u32 blocks)
{
	return (struct dk_want){
		.goal = goal,
		.blocks = blocks,
		.kernel = dk->kernel,
		.scrub = dk->scrub_always,
	};
}

/*
 * Plug the device during a bind. An orphan that was taken over gets the size
 * that it had before, and the state of its policy.
 */
static int device_bring_up(struct dax_kmem *dk, bool plug)
{
	bool adopted = dax_kmem_count_plugged(dk);
	struct dk_want w;
	int goal, rc;

	if (!adopted) {
		if (!plug)
			return 0;
		dk->wanted = dk->nr_blocks;
	}

	goal = policy_goal(dk);
	if (goal < 0)
		return goal;
	w = want_of(dk, goal, dk->wanted);
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
	dk_warn(dk, "%llu bytes stay online on node %d and pin this module; to remove them bind the device again and unplug it\n",
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
	dax_kmem_drop_offline(dk);
	dax_kmem_release_if_empty(dk);
	mutex_unlock(&dk->lock);

	dev_set_drvdata(dev, NULL);
	device_let_go(dk);
}

/*
 * Retry the undo of a failed change: dk->goal and dk->wanted still have the
 * previous state. Retry at growing intervals and never give up, because the
 * obstacle may last as long as a change of another device.
 */
#define FIRST_RETRY 2
#define MOST_RETRY 60

static int undo_job(struct dax_kmem *dk, u64 unused)
{
	struct dk_want w = want_of(dk, dk->goal, dk->wanted);
	enum dk_state was = dax_kmem_state(dk);
	u32 plugged = dax_kmem_count_plugged(dk);
	int rc = dax_kmem_begin_bound(dk);

	if (rc == -ENODEV)
		return rc;
	if (!rc) {
		rc = dax_kmem_change(dk, &w, false);
		dax_kmem_tell_change(dk, was, plugged);
	}
	if (!rc) {
		dk_info(dk, "a retry has undone the failed change\n");
		return 0;
	}
	dk->retry_delay = min(2 * dk->retry_delay, MOST_RETRY);
	dax_kmem_job_later(dk, undo_job, dk->retry_delay);
	return rc;
}

static int device_go_to(struct dax_kmem *dk, enum dk_state goal, enum dk_state was)
{
	struct dk_want w = want_of(dk, goal, dk->wanted ?: dk->nr_blocks);
	int rc = dax_kmem_change(dk, &w, false);

	/* No change can restore a mixture of states that users have made. */
	if (rc && dk->stuck && was != DK_MIXED) {
		dk->retry_delay = FIRST_RETRY;
		dax_kmem_job_later(dk, undo_job, FIRST_RETRY);
	}
	if (rc)
		return rc;
	dk->goal = goal;
	WRITE_ONCE(dk->wanted, goal == DK_UNPLUGGED ? 0 : w.blocks);
	WRITE_ONCE(dk->policy, dk_policy_after(dk->policy, goal));
	return 0;
}

static int state_job(struct dax_kmem *dk, u64 arg)
{
	enum dk_state was, wanted = arg;
	struct dk_census c;
	int rc = dax_kmem_begin_bound(dk);

	if (rc)
		return rc;
	dax_kmem_census(dk, &c);
	was = dk_state_of(&c, dk->goal);
	switch (dk_state_change(&c, dk->goal, wanted)) {
	case DK_CHANGE_NONE:
		break;
	case DK_CHANGE_RUN:
		rc = device_go_to(dk, wanted, was);
		dax_kmem_tell_change(dk, was, c.plugged);
		break;
	case DK_CHANGE_REFUSE:
		dk_err(dk, "is %s; write unplugged to state before %s\n",
		       dk_state_word(was), dk_state_word(wanted));
		rc = -EBUSY;
		dax_kmem_failure_refused(dk, rc);
		break;
	}
	return rc;
}

/**
 * dax_kmem_set_state - change the state of the whole device
 * @dk: the claim, bound
 * @wanted: DK_UNPLUGGED or an online state
 *
 * Waits for a change in progress.
 *
 * Return: 0; -EINTR for a signal; -ETIMEDOUT; -EBUSY if the device must be
 * unplugged first or if pages cannot be moved; or the error of the kernel
 * function. A failed change is undone.
 */
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted)
{
	return dax_kmem_job(dk, state_job, wanted);
}

/* Number of blocks that can be plugged: those excluded as bad do not count. */
u32 dax_kmem_most_blocks(struct dax_kmem *dk)
{
	struct dk_span part;
	u32 i, n = dk->nr_blocks;

	for (i = 0; i < dk->nr_blocks; i++)
		n -= dk->withhold &&
		     dax_kmem_block_state(dk, i, NULL) == DK_BLOCK_ABSENT &&
		     dax_kmem_bad_first(dax_kmem_block_span(dk, i), &part);
	return n;
}

/* Memory that another driver added in one piece cannot be removed in parts. */
static bool has_whole(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++)
		if (dk->whole[i])
			return true;
	return false;
}

static int check_size(struct dax_kmem *dk, u32 blocks, u32 plugged)
{
	u32 most = dax_kmem_most_blocks(dk);

	if (blocks > most && blocks > plugged) {
		dk_err(dk, "requested_size: at most %llu bytes are available; blocks with bad pages are excluded, see withheld_size\n",
		       most * dk->block_size);
		return -ENOSPC;
	}
	if (blocks < plugged && has_whole(dk)) {
		dk_err(dk, "requested_size: another driver added the memory in one piece; write unplugged to state to remove all of it\n");
		return -EBUSY;
	}
	return 0;
}

static int device_go_to_size(struct dax_kmem *dk, u32 blocks, u32 plugged)
{
	int rc, goal = dk->goal;
	struct dk_want w;

	/* If memory is plugged, more memory gets the same state. */
	if (!plugged || !dk_state_online(goal))
		goal = policy_goal(dk);
	if (goal < 0)
		return goal;

	w = want_of(dk, goal, blocks);
	rc = dax_kmem_change(dk, &w, true);
	blocks = dax_kmem_count_plugged(dk);
	WRITE_ONCE(dk->wanted, blocks);
	if (!blocks)
		dk->goal = DK_UNPLUGGED;
	else if (!plugged)
		dk->goal = goal;
	return rc;
}

static int resize_job(struct dax_kmem *dk, u64 blocks)
{
	enum dk_state was = dax_kmem_state(dk);
	u32 plugged = dax_kmem_count_plugged(dk);
	int rc = dax_kmem_begin_bound(dk);

	if (rc)
		return rc;
	rc = check_size(dk, blocks, plugged);
	if (rc)
		dax_kmem_failure_refused(dk, rc);
	if (!rc && blocks != plugged) {
		rc = device_go_to_size(dk, blocks, plugged);
		dax_kmem_tell_change(dk, was, plugged);
	} else if (!rc) {
		/* An earlier change may have left fewer blocks than wanted. */
		WRITE_ONCE(dk->wanted, blocks);
	}
	return rc;
}

/**
 * dax_kmem_resize - change the number of plugged blocks
 * @dk: the claim, bound
 * @blocks: the number; at most dk->nr_blocks
 *
 * Return: 0; -ENOSPC if blocks are excluded as bad; or an error that ended the
 * change early, see dax_kmem_set_state().
 */
int dax_kmem_resize(struct dax_kmem *dk, u32 blocks)
{
	return dax_kmem_job(dk, resize_job, blocks);
}
