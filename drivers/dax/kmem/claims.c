// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of claims, and what becomes of one when its device goes away with
 * memory online: it stays in the list as an orphan, the memory stays usable,
 * and the next bind of the same ranges takes it over.
 */
#include <linux/list.h>
#include <linux/spinlock.h>
#include "claim.h"

/* guards claims, and dev of each */
static DEFINE_SPINLOCK(claims_lock);
static LIST_HEAD(claims);

/* Caller holds claims_lock. */
static struct dax_kmem *claim_meeting(const struct dk_spanset *ranges)
{
	struct dax_kmem *dk;

	lockdep_assert_held(&claims_lock);
	list_for_each_entry(dk, &claims, list)
		if (dk_spanset_meets(&dk->ranges, ranges))
			return dk;
	return NULL;
}

/**
 * dax_kmem_claim_enter - put a claim into the list
 * @dk: the claim
 *
 * From here on the notifier guards its blocks.
 *
 * Return: 0; -EBUSY if the ranges overlap those of another claim, after a line in the
 * log.
 */
int dax_kmem_claim_enter(struct dax_kmem *dk)
{
	struct dax_kmem *other;
	char name[DK_NAME_LEN];
	bool orphan = false;

	spin_lock(&claims_lock);
	other = claim_meeting(&dk->ranges);
	if (other) {
		strscpy(name, other->name, sizeof(name));
		orphan = !other->dev;
	} else {
		list_add_tail(&dk->list, &claims);
	}
	spin_unlock(&claims_lock);

	if (!other)
		return 0;

	if (orphan)
		dk_err(dk, "overlaps what %s left online when it was unbound; to take it back bind a device of exactly the ranges in /sys/bus/dax/drivers/%s/kept\n",
		       name, dk->dev->driver->name);
	else
		dk_err(dk, "overlaps %s, which this driver has bound\n", name);
	return -EBUSY;
}

void dax_kmem_claim_leave(struct dax_kmem *dk)
{
	spin_lock(&claims_lock);
	list_del_init(&dk->list);
	spin_unlock(&claims_lock);
}

/**
 * dax_kmem_adopt - take over what an earlier bind left online
 * @dev: the device
 * @ranges: its physical ranges
 *
 * Return: the claim of exactly these ranges, now that of @dev; NULL if there is no
 * such orphan.
 */
struct dax_kmem *dax_kmem_adopt(struct device *dev,
				const struct dk_spanset *ranges)
{
	struct dax_kmem *dk, *found = NULL;

	spin_lock(&claims_lock);
	list_for_each_entry(dk, &claims, list) {
		if (!dk->dev && dk_spanset_equal(&dk->ranges, ranges)) {
			dk->dev = dev;
			/* In place: the reservations are called by it too. */
			strscpy_pad(dk->name, dev_name(dev), sizeof(dk->name));
			found = dk;
			break;
		}
	}
	spin_unlock(&claims_lock);

	return found;
}

/* The device goes, its memory stays. The claim keeps the module pinned. */
void dax_kmem_orphan(struct dax_kmem *dk)
{
	spin_lock(&claims_lock);
	dk->dev = NULL;
	spin_unlock(&claims_lock);
}

/**
 * dax_kmem_with_owner_of - call a function on the claim that holds a span
 * @span: physical addresses
 * @fn: called under claims_lock, so it must not sleep
 * @arg: handed to @fn
 *
 * Return: what @fn does; 0 if no claim has the span.
 */
int dax_kmem_with_owner_of(struct dk_span span,
			   int (*fn)(struct dax_kmem *dk, void *arg),
			   void *arg)
{
	struct dax_kmem *dk;
	int rc = 0;

	spin_lock(&claims_lock);
	list_for_each_entry(dk, &claims, list) {
		if (dk_spanset_overlaps(&dk->usable, span)) {
			rc = fn(dk, arg);
			break;
		}
	}
	spin_unlock(&claims_lock);
	return rc;
}

/**
 * dax_kmem_kept_range - call a function on a range of an orphan
 * @nth: which one, counted from 0 over the ranges of all orphans
 * @fn: called under claims_lock, so it must not sleep; @range is an index of
 *	dk->ranges
 * @arg: passed to @fn
 *
 * No bind takes the orphan over while @fn runs.
 *
 * Return: whether there are that many ranges.
 */
bool dax_kmem_kept_range(u64 nth,
			 void (*fn)(struct dax_kmem *dk, u32 range, void *arg),
			 void *arg)
{
	struct dax_kmem *dk;
	bool found = false;

	spin_lock(&claims_lock);
	list_for_each_entry(dk, &claims, list) {
		if (dk->dev)
			continue;
		found = nth < dk->ranges.nr;
		if (found) {
			fn(dk, nth, arg);
			break;
		}
		nth -= dk->ranges.nr;
	}
	spin_unlock(&claims_lock);
	return found;
}

/**
 * dax_kmem_any_claim - is there a claim of which something is true?
 * @is: asked of each claim under claims_lock, so it must not sleep
 * @name: of DK_NAME_LEN bytes; receives the name of the first one
 *
 * Return: whether there is one.
 */
bool dax_kmem_any_claim(bool (*is)(struct dax_kmem *dk), char *name)
{
	struct dax_kmem *dk;
	bool any = false;

	spin_lock(&claims_lock);
	list_for_each_entry(dk, &claims, list) {
		any = is(dk);
		if (any) {
			strscpy(name, dk->name, DK_NAME_LEN);
			break;
		}
	}
	spin_unlock(&claims_lock);
	return any;
}
