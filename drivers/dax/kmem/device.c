// SPDX-License-Identifier: GPL-2.0-only
/* The life of a claimed device: bring it up, change it, let it go. */
#include <linux/err.h>
#include <xen/xen.h>
#include "bad/bad.h"
#include "block.h"
#include "change.h"
#include "device.h"
#include "event.h"
#include "mm/mm.h"

/*
 * The state that memory gets by policy alone. "auto" is what the kernel does
 * with added memory; we do it for the kernel, so that bad pages stay out.
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
 * What a bind does. Memory that was taken over from an earlier one is brought
 * back to the size and the state that it had.
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

/* Memory in our ranges that another driver has left there is ours now. */
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
	dk_info(dk, "took over memory that another driver had left online\n");
	return 0;
}

/* Where the bus has no node firmware may have one. */
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
		dk_info(dk, "took over what an earlier bind had left online\n");
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

/* Frees the claim, or keeps it as an orphan if memory is left online. */
static void device_let_go(struct dax_kmem *dk)
{
	u32 plugged = dax_kmem_count_plugged(dk);

	if (!plugged) {
		dax_kmem_claim_leave(dk);
		dax_kmem_free(dk);
		return;
	}
	dk_warn(dk, "%llu bytes stay online on node %d and in use, and this module stays with them; bind the device again to take them back\n",
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
 * dax_kmem_bind - claim a device and make it memory as the policy says
 * @bind: the device, and how
 *
 * Takes over what an earlier bind of the same ranges left online, by this driver or
 * another. When it fails, nothing is left that was not there before.
 *
 * Return: 0 or an errno, after a line in the log.
 */
int dax_kmem_bind(const struct dk_bind *bind)
{
	struct device *dev = bind->dev;
	struct dax_kmem *dk;
	int rc;

	/* Its pages are the hypervisor's to give, and page tables show them. */
	if (xen_pv_domain()) {
		dev_err(dev, "a Xen PV domain cannot take memory of its own accord; on a Xen host bind the device to dax_kmem_xen, and guests draw from it\n");
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
	 * Create the attributes before adding memory. The driver core would do so
	 * after probe(), and an -ENOMEM there would fail a bind whose memory is
	 * already online. Writes are refused until the bind has succeeded.
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
 * dax_kmem_unbind - let a device go without taking anything offline
 * @dev: the device; caller holds its device lock
 *
 * What is offline is removed. What is online stays usable, as an orphan.
 */
void dax_kmem_unbind(struct device *dev)
{
	struct dax_kmem *dk = dev_get_drvdata(dev);

	/* Waits for reads and writes that are in progress. */
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
 * What a failed change left, as the device was before: dk->goal and dk->wanted
 * still say that. Tries less and less often, and never gives up: whatever is in
 * the way may last as long as another device's change.
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
		dk_info(dk, "what a failed change had left has been undone\n");
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

	/* a mixture that somebody made by hand is no goal that can be reached */
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
 * dax_kmem_set_state - bring the whole device to a state
 * @dk: the claim, bound
 * @wanted: DK_UNPLUGGED or an online state
 *
 * Waits for a change that is in progress.
 *
 * Return: 0; -EINTR if a signal came; -ETIMEDOUT; -EBUSY if "unplugged" must come
 * between or pages cannot be moved; else what the kernel said. After an error the
 * device is as it was.
 */
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted)
{
	return dax_kmem_job(dk, state_job, wanted);
}

/* Blocks that a device can have: not those that are left out as bad. */
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

/* A piece that another driver added can only go as a whole. */
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
		dk_err(dk, "requested_size: at most %llu bytes can be had, the rest is left out for its bad pages, see withheld_size\n",
		       most * dk->block_size);
		return -ENOSPC;
	}
	if (blocks < plugged && has_whole(dk)) {
		dk_err(dk, "requested_size: another driver added its memory in one piece, which goes as a whole; write unplugged to state\n");
		return -EBUSY;
	}
	return 0;
}

static int device_go_to_size(struct dax_kmem *dk, u32 blocks, u32 plugged)
{
	int rc, goal = dk->goal;
	struct dk_want w;

	/* what is there says where more of it goes */
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
		/* what is there may be less than was wanted */
		WRITE_ONCE(dk->wanted, blocks);
	}
	return rc;
}

/**
 * dax_kmem_resize - have so many blocks of a device as memory
 * @dk: the claim, bound
 * @blocks: how many; at most dk->nr_blocks
 *
 * Return: 0, or why it could go no further: as dax_kmem_set_state(), and -ENOSPC for
 * blocks that are left out as bad.
 */
int dax_kmem_resize(struct dax_kmem *dk, u32 blocks)
{
	return dax_kmem_job(dk, resize_job, blocks);
}
