// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory notifier: whoever brings a block of ours online, through
 * whatever file or policy, asks here first.
 */
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/notifier.h>
#include <linux/ratelimit.h>
#include "compat/compat.h"
#include "dax_kmem.h"

/* Before all others, so that what is refused costs them nothing. */
#define NOTIFY_PRIORITY 1000

/**
 * struct ask - a block on its way online
 * @start_pfn: its first page
 * @zone: where it is to go; NULL if the kernel has not said yet
 */
struct ask {
	unsigned long start_pfn;
	struct zone *zone;
};

static void tell_refusal(struct dax_kmem *dk, const struct ask *ask)
{
	static DEFINE_RATELIMIT_STATE(limit, 5 * HZ, 4);

	if (__ratelimit(&limit))
		dk_warn(dk, "memory%llu is kept out of zone %s: the policy is %s; to change it write dax_kmem/policy\n",
			div64_u64(PFN_PHYS(ask->start_pfn), dk->block_size),
			ask->zone->name, dk_policy_word(READ_ONCE(dk->policy)));
}

/* Called under claims_lock. Returns 0 if the block may come online. */
static int may_online(struct dax_kmem *dk, void *arg)
{
	const struct ask *ask = arg;

	switch (READ_ONCE(dk->gate)) {
	case DK_GATE_SHUT:
		return -EBUSY;
	case DK_GATE_OWNER:
		return READ_ONCE(dk->owner) == current ? 0 : -EBUSY;
	case DK_GATE_POLICY:
		break;
	}

	if (!ask->zone ||
	    dk_policy_allows(READ_ONCE(dk->policy),
			     zone_idx(ask->zone) == ZONE_MOVABLE))
		return 0;
	tell_refusal(dk, ask);
	return -EPERM;
}

static int notify(struct notifier_block *nb, unsigned long action, void *data)
{
	const struct memory_notify *arg = data;
	struct ask ask = { .start_pfn = arg->start_pfn };
	struct dk_span span;

	if (action == MEM_GOING_ONLINE)
		ask.zone = page_zone(pfn_to_page(arg->start_pfn));
	else if (action != DK_MEM_PREPARE_ONLINE)
		return NOTIFY_OK;

	span.start = PFN_PHYS(arg->start_pfn);
	span.end = span.start + PFN_PHYS(arg->nr_pages);
	return notifier_from_errno(dax_kmem_with_owner_of(span, may_online,
							  &ask));
}

static struct notifier_block notifier = {
	.notifier_call = notify,
	.priority = NOTIFY_PRIORITY,
};

int dax_kmem_notify_init(void)
{
	return register_memory_notifier(&notifier);
}

void dax_kmem_notify_exit(void)
{
	unregister_memory_notifier(&notifier);
}
