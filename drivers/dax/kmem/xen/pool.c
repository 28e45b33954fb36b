// SPDX-License-Identifier: GPL-2.0-only
/* Life cycle of a pool: bound, donated or mapped, unbound. */
#include <linux/err.h>
#include <linux/kobject.h>
#include <linux/module.h>
#include <linux/slab.h>
#include "bad/bad.h"
#include "xen.h"

const char * const dk_pool_state_words[] = {
	[DK_POOL_UNPLUGGED] = "unplugged",
	[DK_POOL_DONATED] = "donated",
	[DK_POOL_MAPPED] = "mapped",
	NULL,
};

/* guards pools, and pool->dev of the pools in the list */
static DEFINE_MUTEX(pools_lock);
static LIST_HEAD(pools);

/* Adopt the pool that an earlier unbind left, if its ranges are the same. */
static struct dk_pool *pool_adopt(struct device *dev,
				  const struct dk_spanset *ranges)
{
	struct dk_pool *pool, *found = NULL;

	mutex_lock(&pools_lock);
	list_for_each_entry(pool, &pools, list) {
		if (pool->dev || !dk_spanset_equal(&pool->ranges, ranges))
			continue;
		found = pool;
		found->dev = dev;
		strscpy(found->name, dev_name(dev), sizeof(found->name));
		break;
	}
	mutex_unlock(&pools_lock);
	return found;
}

static void pool_enter(struct dk_pool *pool)
{
	mutex_lock(&pools_lock);
	list_add_tail(&pool->list, &pools);
	mutex_unlock(&pools_lock);
}

static void pool_leave(struct dk_pool *pool)
{
	mutex_lock(&pools_lock);
	list_del_init(&pool->list);
	mutex_unlock(&pools_lock);
}

static struct dk_pool *pool_claim(struct device *dev,
				  const struct dk_spanset *ranges)
{
	struct dk_pool *pool;
	int rc;

	pool = pool_adopt(dev, ranges);
	if (pool) {
		pool_info(pool, "was %s before, and still is\n",
			  dk_pool_state_words[pool->state]);
		return pool;
	}
	pool = dk_pool_alloc(dev, ranges, dk_pool_firmware_pxm(ranges));
	if (IS_ERR(pool))
		return pool;
	rc = dk_pool_reserve(pool);
	if (!rc)
		rc = dk_guard_check(pool);
	if (!rc)
		rc = dax_kmem_badblocks_import(dev, ranges);
	if (rc) {
		dk_pool_release(pool);
		dk_pool_free(pool);
		return ERR_PTR(rc);
	}
	pool_enter(pool);
	return pool;
}

static void pool_let_go(struct dk_pool *pool)
{
	if (pool->state == DK_POOL_UNPLUGGED) {
		pool_leave(pool);
		dk_pool_release(pool);
		dk_pool_free(pool);
		return;
	}
	pool_warn(pool, "still %s: its addresses stay reserved, and this module stays loaded\n",
		  dk_pool_state_words[pool->state]);
	mutex_lock(&pools_lock);
	pool->dev = NULL;
	mutex_unlock(&pools_lock);
}

/**
 * dk_pool_bind - claim a device, and donate it to Xen's heap
 * @dev: the device; caller holds its device lock
 * @ranges: its physical ranges in bytes, end not included
 * @groups: the device's attributes, while it is bound
 * @donate: donate the device; otherwise only reserve its addresses
 *
 * Return: 0, or an errno with the device unchanged.
 */
int dk_pool_bind(struct device *dev, const struct dk_spanset *ranges,
		 const struct attribute_group **groups, bool donate)
{
	struct dk_pool *pool;
	int rc = dk_xen_check();

	if (rc)
		return rc;
	pool = pool_claim(dev, ranges);
	if (IS_ERR(pool))
		return PTR_ERR(pool);

	pool->groups = groups;
	dev_set_drvdata(dev, pool);
	/*
	 * Create the attributes before donating memory: a failure to create
	 * them must fail the bind, and a donation cannot be undone.
	 */
	rc = device_add_groups(dev, groups);
	if (rc)
		goto err_claim;
	if (donate && pool->state == DK_POOL_UNPLUGGED)
		rc = dk_pool_set_state(pool, DK_POOL_DONATED, DK_XEN_STOCK);
	if (rc)
		goto err_groups;
	return 0;

err_groups:
	device_remove_groups(dev, groups);
err_claim:
	dev_set_drvdata(dev, NULL);
	pool_let_go(pool);
	return rc;
}

/* The inverse of dk_pool_bind(), except that Xen keeps donated memory. */
void dk_pool_unbind(struct device *dev)
{
	struct dk_pool *pool = dev_get_drvdata(dev);

	device_remove_groups(dev, pool->groups);
	dev_set_drvdata(dev, NULL);
	pool_let_go(pool);
}

static void pool_event(struct dk_pool *pool)
{
	char value[40], *envp[] = { "DAX_KMEM=state", value, NULL };

	snprintf(value, sizeof(value), "DAX_KMEM_STATE=%s",
		 dk_pool_state_words[pool->state]);
	kobject_uevent_env(&pool->dev->kobj, KOBJ_CHANGE, envp);
}

static int pool_refuse(struct dk_pool *pool, enum dk_pool_state state)
{
	if (pool->state == DK_POOL_DONATED)
		pool_err(pool, "the device is part of Xen's heap; only a reboot of the host takes it back\n");
	else
		pool_err(pool, "the device is %s; write unplugged to state first\n",
			 dk_pool_state_words[pool->state]);
	return -EBUSY;
}

/* Caller holds pool->lock. */
static int pool_change(struct dk_pool *pool, enum dk_pool_state state,
		       enum dk_xen_patch patch)
{
	int rc;

	if (state == DK_POOL_UNPLUGGED) {
		if (pool->state == DK_POOL_DONATED)
			return pool_refuse(pool, state);
		pool->state = state;
		module_put(THIS_MODULE);
		return 0;
	}
	if (pool->state != DK_POOL_UNPLUGGED)
		return pool_refuse(pool, state);
	if (!try_module_get(THIS_MODULE))
		return -ENODEV;
	rc = state == DK_POOL_DONATED ? dk_pool_donate(pool, patch) :
					dk_guard_lend(pool);
	if (rc)
		module_put(THIS_MODULE);
	else
		pool->state = state;
	return rc;
}

/**
 * dk_pool_set_state - donate a pool, or start or end mapping of its ranges
 * @pool: the pool, bound
 * @state: the new state
 * @patch: what makes this Xen able to add memory, if it is not by itself
 *
 * Return: 0; -EBUSY if the pool cannot go from its state to @state; -ENODEV if
 * the module is being unloaded; otherwise the errno of dk_pool_donate() or
 * dk_guard_lend().
 */
int dk_pool_set_state(struct dk_pool *pool, enum dk_pool_state state,
		      enum dk_xen_patch patch)
{
	int rc = 0;

	mutex_lock(&pool->lock);
	if (state != pool->state) {
		rc = pool_change(pool, state, patch);
		if (!rc)
			pool_event(pool);
	}
	mutex_unlock(&pool->lock);
	return rc;
}

/* Set the proximity domain manually, or DK_NO_PXM for the one of firmware. */
int dk_pool_set_pxm(struct dk_pool *pool, int pxm)
{
	int rc = 0;

	mutex_lock(&pool->lock);
	if (pool->state == DK_POOL_UNPLUGGED)
		pool->pxm = pxm;
	else
		rc = pool_refuse(pool, pool->state);
	mutex_unlock(&pool->lock);
	return rc;
}

/**
 * dk_pool_scrub - overwrite what would be donated
 * @pool: the pool, bound
 *
 * Nothing is overwritten if a donation is known to fail. The version of Xen is
 * not checked, because Xen may only be patched for the donation.
 *
 * Return: 0; -EBUSY if the pool is not unplugged; or the errno of
 * dk_pool_check() or dk_donation_scrub().
 */
int dk_pool_scrub(struct dk_pool *pool)
{
	int rc;

	mutex_lock(&pool->lock);
	/* Scrubbing adds no memory, so any Xen will do. */
	if (pool->state == DK_POOL_UNPLUGGED)
		rc = dk_pool_check(pool, DK_XEN_TRUSTED) ?: dk_donation_scrub(pool);
	else
		rc = pool_refuse(pool, pool->state);
	mutex_unlock(&pool->lock);
	return rc;
}

/*
 * There are only pools left if the module is removed by force. Their addresses
 * stay reserved.
 */
void dk_pools_exit(void)
{
	struct dk_pool *pool, *next;

	list_for_each_entry_safe(pool, next, &pools, list) {
		list_del(&pool->list);
		dk_pool_free(pool);
	}
}
