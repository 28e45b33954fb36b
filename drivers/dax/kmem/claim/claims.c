// SPDX-License-Identifier: GPL-2.0-only
/*
 * The list of claims. If a device is unbound while its memory is online, its
 * claim stays in the list as an orphan, and the memory stays usable. The next
 * bind of the same ranges takes the orphan over.
 */
#include <linux/list.h>
#include <linux/spinlock.h>
#include "claim.h"

/* guards the list of claims, and dev of each claim */
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
 * dax_kmem_claim_enter - add a claim to the list
 * @dk: the claim
 *
 * From here on the memory notifier guards the blocks of the claim.
 *
 * Return: 0; -EBUSY, after a line in the log, if the ranges overlap those of
 * another claim.
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
		dk_err(dk, "overlaps memory that %s left online; bind a device with exactly the ranges in the driver's attribute kept\n",
		       name);
	else
		dk_err(dk, "overlaps %s, which this driver has bound; unbind that device first\n",
		       name);
	return -EBUSY;
}

/**
 * dax_kmem_claim_of - find the claim that has some ranges
 * @ranges: physical ranges
 * @name: buffer of DK_NAME_LEN bytes; receives the name of the claim
 *
 * Return: 0 if there is none; -EEXIST for an orphan with exactly these ranges,
 * which a bind would take over; -EBUSY for another claim that overlaps them.
 */
int dax_kmem_claim_of(const struct dk_spanset *ranges, char *name)
{
	struct dax_kmem *dk;
	int rc = 0;

	spin_lock(&claims_lock);
	dk = claim_meeting(ranges);
	if (dk) {
		strscpy(name, dk->name, DK_NAME_LEN);
		rc = !dk->dev && dk_spanset_equal(&dk->ranges, ranges) ?
		     -EEXIST : -EBUSY;
	}
	spin_unlock(&claims_lock);
	return rc;
}

void dax_kmem_claim_leave(struct dax_kmem *dk)
{
	spin_lock(&claims_lock);
	list_del_init(&dk->list);
	spin_unlock(&claims_lock);
}

/**
 * dax_kmem_adopt - take over memory that an earlier bind left online
 * @dev: the device
 * @ranges: physical ranges of @dev
 *
 * Return: the orphan with exactly these ranges, now the claim of @dev; NULL if
 * there is none.
 */
struct dax_kmem *dax_kmem_adopt(struct device *dev,
				const struct dk_spanset *ranges)
{
	struct dax_kmem *dk, *found = NULL;

	spin_lock(&claims_lock);
	list_for_each_entry(dk, &claims, list) {
		if (!dk->dev && dk_spanset_equal(&dk->ranges, ranges)) {
			dk->dev = dev;
			/* In place: the reservations point to this name. */
			strscpy_pad(dk->name, dev_name(dev), sizeof(dk->name));
			found = dk;
			break;
		}
	}
	spin_unlock(&claims_lock);

	return found;
}

/* Detach a claim from its device. The orphan keeps the module pinned. */
void dax_kmem_orphan(struct dax_kmem *dk)
{
	spin_lock(&claims_lock);
	dk->dev = NULL;
	spin_unlock(&claims_lock);
}

/**
 * dax_kmem_with_owner_of - call a function for the claim that owns a span
 * @span: physical addresses
 * @fn: called under claims_lock, so it must not sleep
 * @arg: passed to @fn
 *
 * Return: the return value of @fn; 0 if no claim owns the span.
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
 * dax_kmem_kept_range - call a function for a range of an orphan
 * @nth: index of the range, counted from 0 over the ranges of all orphans
 * @fn: called under claims_lock, so it must not sleep; @range is an index of
 *	dk->ranges
 * @arg: passed to @fn
 *
 * No bind takes the orphan over while @fn runs.
 *
 * Return: true if the range exists.
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
 * dax_kmem_any_claim - find a claim for which a predicate is true
 * @is: predicate, called under claims_lock, so it must not sleep
 * @name: buffer of DK_NAME_LEN bytes; receives the name of the first match
 *
 * Return: true if the predicate is true for any claim.
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
