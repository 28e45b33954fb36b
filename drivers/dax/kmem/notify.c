// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel asks us before others do something: whoever brings a block of
 * ours online or offline, through whatever file or policy, asks here first; and so
 * does who hibernates the machine. The kernel that reads the image back starts
 * without our memory, and would have nowhere to put what was in it. Suspend to RAM
 * and to idle keep it as it is.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/notifier.h>
#include <linux/ratelimit.h>
#include <linux/suspend.h>
#include "bad/bad.h"
#include "block.h"
#include "compat/compat.h"
#include "mm/mm.h"
#include "notify.h"

/* Before all others, so that what is refused costs them nothing. */
#define NOTIFY_PRIORITY 1000

/**
 * struct ask - a block that is about to change
 * @span: its memory, without what holds its memory map
 * @online: on its way online, or offline
 * @zone: where it is to go; NULL if the kernel has not said yet
 */
struct ask {
	struct dk_span span;
	bool online;
	struct zone *zone;
};

static unsigned long ask_block(struct dax_kmem *dk, const struct ask *ask)
{
	return div64_u64(ask->span.start, dk->block_size);
}

static bool warn_limited(void)
{
	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 4);

	return !__ratelimit(&limit);
}

/* Is the block one of those that online_movable leaves to the kernel? */
static bool block_in_kernel_part(struct dax_kmem *dk, const struct ask *ask)
{
	u32 n = READ_ONCE(dk->kernel);

	return n && ask->span.start < dax_kmem_block_span(dk, n - 1).end;
}

static int block_check_zone(struct dax_kmem *dk, const struct ask *ask)
{
	enum dk_policy policy = READ_ONCE(dk->policy);

	if (!ask->zone ||
	    dk_policy_allows(policy, block_in_kernel_part(dk, ask),
			     zone_idx(ask->zone) == ZONE_MOVABLE))
		return 0;
	if (!warn_limited())
		dk_warn(dk, "memory%lu is kept out of zone %s: the policy is %s; to change it write dax_kmem/policy\n",
			ask_block(dk, ask), ask->zone->name,
			dk_policy_word(policy));
	return -EPERM;
}

/* Bad pages can only be held back while we have the kernel's callback. */
static int block_check_pages(struct dax_kmem *dk, const struct ask *ask, bool owner)
{
	struct dk_span part;

	if ((owner && dax_kmem_holding()) ||
	    !dax_kmem_bad_first(ask->span, &part))
		return 0;
	if (!warn_limited())
		dk_warn(dk, "memory%lu has a bad page at %#llx and cannot be brought online by hand; write the device's state, which leaves the page out\n",
			ask_block(dk, ask), part.start);
	return -EHWPOISON;
}

/* Called under claims_lock. Returns 0 if the block may change. */
static int block_may_change(struct dax_kmem *dk, void *arg)
{
	const struct ask *ask = arg;
	enum dk_gate gate = READ_ONCE(dk->gate);
	bool owner = READ_ONCE(dk->owner) == current;
	int rc;

	if (gate == DK_GATE_SHUT || (gate == DK_GATE_OWNER && !owner))
		return -EBUSY;
	if (!ask->online)
		return 0;
	rc = gate == DK_GATE_POLICY ? block_check_zone(dk, ask) : 0;
	return rc ?: block_check_pages(dk, ask, owner);
}

static int claim_exists(struct dax_kmem *dk, void *arg)
{
	return 1;
}

static int block_going_offline(const struct memory_notify *arg, struct ask *ask)
{
	int rc = dax_kmem_with_owner_of(ask->span, block_may_change, ask);

	if (rc || !dax_kmem_with_owner_of(ask->span, claim_exists, NULL))
		return rc;
	dax_kmem_bad_collect(arg->start_pfn, arg->nr_pages);
	dax_kmem_held_leave(ask->span);
	return 0;
}

static int claim_node_leaves(struct dax_kmem *dk, void *arg)
{
	dax_kmem_node_leaves(dk);
	return 0;
}

static int block_notify(struct notifier_block *nb, unsigned long action,
			void *data)
{
	const struct memory_notify *arg = data;
	struct ask ask = { .online = action != MEM_GOING_OFFLINE };
	int rc = 0;

	ask.span.start = PFN_PHYS(arg->start_pfn);
	ask.span.end = ask.span.start + PFN_PHYS(arg->nr_pages);
	switch (action) {
	case MEM_GOING_ONLINE:
		ask.zone = page_zone(pfn_to_page(arg->start_pfn));
		fallthrough;
	case DK_MEM_PREPARE_ONLINE:
		rc = dax_kmem_with_owner_of(ask.span, block_may_change, &ask);
		break;
	case MEM_GOING_OFFLINE:
		rc = block_going_offline(arg, &ask);
		break;
	case MEM_OFFLINE:
		dax_kmem_node_offline(pfn_to_nid(arg->start_pfn));
		dax_kmem_with_owner_of(ask.span, claim_node_leaves, NULL);
		fallthrough;
	case MEM_CANCEL_OFFLINE:
		dax_kmem_held_left(ask.span, action == MEM_CANCEL_OFFLINE);
		break;
	}
	return notifier_from_errno(rc);
}

/* Has a claim memory online, or may it have as soon as the change in progress is over? */
static bool claim_has_online(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return c.movable + c.kernel || READ_ONCE(dk->job);
}

static int hibernate_prepare(void)
{
	char name[DK_NAME_LEN];

	dax_kmem_set_hibernating(true);
	/* Pairs with job_run_in_thread() in job/job.c: one sees the other. */
	smp_mb();
	if (!dax_kmem_any_claim(claim_has_online, name))
		return 0;
	dax_kmem_set_hibernating(false);
	pr_err("dax_kmem %s: memory is online, so the machine cannot hibernate; write unplugged to the device's state first\n",
	       name);
	return -EBUSY;
}

static int hibernate_notify(struct notifier_block *nb, unsigned long event, void *data)
{
	switch (event) {
	case PM_HIBERNATION_PREPARE:
	case PM_RESTORE_PREPARE:
		return notifier_from_errno(hibernate_prepare());
	case PM_POST_HIBERNATION:
	case PM_POST_RESTORE:
		dax_kmem_set_hibernating(false);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block memory_notifier = {
	.notifier_call = block_notify,
	.priority = NOTIFY_PRIORITY,
};

static struct notifier_block power_notifier = {
	.notifier_call = hibernate_notify,
};

int dax_kmem_notify_init(void)
{
	int rc = register_memory_notifier(&memory_notifier);

	if (rc)
		return rc;
	rc = register_pm_notifier(&power_notifier);
	if (rc)
		unregister_memory_notifier(&memory_notifier);
	return rc;
}

void dax_kmem_notify_exit(void)
{
	unregister_pm_notifier(&power_notifier);
	unregister_memory_notifier(&memory_notifier);
}
