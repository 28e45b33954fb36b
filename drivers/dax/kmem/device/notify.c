// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's notifiers. The memory notifier checks each online and offline of
 * our blocks, regardless of its origin. The PM notifier refuses hibernation:
 * the kernel that restores the image boots without our memory and cannot
 * restore its contents. Suspend to RAM and suspend to idle keep the memory.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/notifier.h>
#include <linux/ratelimit.h>
#include <linux/suspend.h>
#include "bad/bad.h"
#include "claim/block.h"
#include "compat/compat.h"
#include "mm/mm.h"
#include "device.h"

/* Run first, so that other notifiers do no work for a refused change. */
#define NOTIFY_PRIORITY 1000

/**
 * struct ask - a block that is about to be onlined or offlined
 * @span: memory of the block, without its own memmap
 * @online: true for an online, false for an offline
 * @zone: target zone; NULL if not known yet
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

/* True if the block is in the part that kernel_size leaves to the kernel. */
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
		dk_warn(dk, "memory%lu cannot be onlined in zone %s: the policy is %s; use an allowed zone or write dax_kmem/policy\n",
			ask_block(dk, ask), ask->zone->name,
			dk_policy_word(policy));
	return -EPERM;
}

/* Bad pages can only be excluded while we own the online-page callback. */
static int block_check_pages(struct dax_kmem *dk, const struct ask *ask, bool owner)
{
	struct dk_span part;

	if ((owner && dax_kmem_holding()) ||
	    !dax_kmem_bad_first(ask->span, &part))
		return 0;
	if (!warn_limited())
		dk_warn(dk, "memory%lu has a bad page at %#llx; online it by writing the device's state, which excludes the page\n",
			ask_block(dk, ask), part.start);
	return -EHWPOISON;
}

/* Called under claims_lock. Return 0 if the block may change, or an errno. */
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

/* What the claim of a block knows about its bad pages; 0: there is no claim. */
enum { BAD_NONE = 1, BAD_PERHAPS };

/* Kernels that count the bad pages of a block spare the search for them. */
static int block_may_have_bad(struct dax_kmem *dk, void *arg)
{
	struct memory_block *mem = NULL;

	if (READ_ONCE(dk->owner) == current)
		mem = READ_ONCE(dk->going);
	return mem && !dk_block_has_bad(mem) ? BAD_NONE : BAD_PERHAPS;
}

static int block_going_offline(const struct memory_notify *arg, struct ask *ask)
{
	int rc = dax_kmem_with_owner_of(ask->span, block_may_change, ask);
	int bad;

	if (rc)
		return rc;
	bad = dax_kmem_with_owner_of(ask->span, block_may_have_bad, NULL);
	if (!bad)
		return 0;
	if (bad == BAD_PERHAPS)
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

/* True if memory of a claim is online, or may be after a change in progress. */
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
	/* Pairs with job_run_in_thread() in claim/job.c: one sees the other. */
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
