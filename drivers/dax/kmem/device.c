// SPDX-License-Identifier: GPL-2.0-only
/* The life of a claimed device: bring it up, change it, let it go. */
#include <linux/err.h>
#include "dax_kmem.h"

/*
 * What a bind does, for the policy in force. Where the kernel or others do
 * the onlining, the goal is what they made of it.
 */
static int bring_up(struct dax_kmem *dk)
{
	enum dk_policy policy = dk->policy;
	enum dk_state goal = dk_policy_goal(policy);
	int rc;

	rc = dax_kmem_plug(dk, goal, policy != DK_POLICY_AUTO);
	if (rc)
		return rc;

	if (policy == DK_POLICY_AUTO && dk->goal == DK_UNPLUGGED) {
		rc = dax_kmem_auto_online(dk);
		goal = rc < 0 ? DK_OFFLINE : rc;
	}
	if (dk_state_online(goal) || dk->goal == DK_UNPLUGGED)
		dk->goal = goal;
	return 0;
}

static struct dax_kmem *claim(struct device *dev,
			      const struct dk_spanset *ranges, int node)
{
	struct dax_kmem *dk;
	int rc;

	dk = dax_kmem_adopt(dev, ranges);
	if (dk) {
		dk_info(dk, "took over what an earlier bind had left online\n");
		return dk;
	}

	dk = dax_kmem_alloc(dev, ranges, node);
	if (IS_ERR(dk))
		return dk;
	rc = dax_kmem_claim_enter(dk);
	if (rc) {
		dax_kmem_free(dk);
		return ERR_PTR(rc);
	}
	return dk;
}

/* Frees the claim, or keeps it as an orphan if memory is left online. */
static void let_go(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	if (!c.plugged) {
		dax_kmem_claim_leave(dk);
		dax_kmem_free(dk);
		return;
	}
	dk_warn(dk, "%llu bytes stay online on node %d and in use, and this module stays with them; bind the device again to take them back\n",
		(u64)c.plugged * dk->block_size, dk->node);
	dax_kmem_orphan(dk);
}

/**
 * dax_kmem_bind - claim a device and make it memory as the policy says
 * @dev: the device; caller holds its device lock
 * @ranges: its physical ranges in bytes, end not included
 * @node: its target node
 *
 * Takes over what an earlier bind of the same ranges left online. When it
 * fails, nothing is left that was not there before. Returns 0 or an errno,
 * after a line in the log.
 */
int dax_kmem_bind(struct device *dev, const struct dk_spanset *ranges,
		  int node)
{
	struct dax_kmem *dk = claim(dev, ranges, node);
	int rc;

	if (IS_ERR(dk))
		return PTR_ERR(dk);

	mutex_lock(&dk->lock);
	rc = bring_up(dk);
	mutex_unlock(&dk->lock);
	if (rc) {
		let_go(dk);
		return rc;
	}

	dev_set_drvdata(dev, dk);
	return 0;
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

	mutex_lock(&dk->lock);
	dax_kmem_drop_offline(dk);
	mutex_unlock(&dk->lock);

	dev_set_drvdata(dev, NULL);
	let_go(dk);
}

static int go_to(struct dax_kmem *dk, enum dk_state wanted)
{
	int rc;

	if (wanted == DK_UNPLUGGED)
		rc = dax_kmem_unplug(dk);
	else
		rc = dax_kmem_plug(dk, wanted, true);
	if (rc)
		return rc;

	dk->goal = wanted;
	WRITE_ONCE(dk->policy, dk_policy_after(dk->policy, wanted));
	return 0;
}

/**
 * dax_kmem_set_state - bring the whole device to a state
 * @dk: the claim
 * @wanted: DK_UNPLUGGED or an online state
 *
 * Waits for a change that is going on. Returns 0; -EINTR if a signal came;
 * -EBUSY if "unplugged" must come between or pages cannot be moved; else what
 * the kernel said. After an error the device is as it was.
 */
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted)
{
	struct dk_census c;
	int rc = mutex_lock_interruptible(&dk->lock);

	if (rc)
		return rc;

	dax_kmem_census(dk, &c);
	switch (dk_state_change(&c, dk->goal, wanted)) {
	case DK_CHANGE_NONE:
		break;
	case DK_CHANGE_RUN:
		rc = go_to(dk, wanted);
		break;
	case DK_CHANGE_REFUSE:
		dk_err(dk, "is %s; write unplugged to state before %s\n",
		       dk_state_word(dk_state_of(&c, dk->goal)),
		       dk_state_word(wanted));
		rc = -EBUSY;
		break;
	}
	mutex_unlock(&dk->lock);
	return rc;
}

/* Returns 0, or -EINTR if a signal came while a change was going on. */
int dax_kmem_set_policy(struct dax_kmem *dk, enum dk_policy policy)
{
	int rc = mutex_lock_interruptible(&dk->lock);

	if (rc)
		return rc;
	WRITE_ONCE(dk->policy, policy);
	mutex_unlock(&dk->lock);
	return 0;
}

/* What `state` reads; true at this moment. */
enum dk_state dax_kmem_state(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return dk_state_of(&c, READ_ONCE(dk->goal));
}
