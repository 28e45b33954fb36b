// SPDX-License-Identifier: GPL-2.0-only
/* What a change is to reach, by the settings of a device. */
#include "device.h"
#include "mm/mm.h"

/*
 * The state that the policy gives to added memory. For "auto" this driver does
 * what the kernel would do, so that bad pages are excluded.
 */
int dax_kmem_policy_goal(struct dax_kmem *dk)
{
	if (dk->policy == DK_POLICY_AUTO)
		return dax_kmem_auto_online(dk);
	return dk_policy_goal(dk->policy);
}

struct dk_want dax_kmem_want(struct dax_kmem *dk, enum dk_state goal, u32 blocks)
{
	return (struct dk_want){
		.goal = goal,
		.blocks = blocks,
		.kernel = dk->kernel,
		.scrub = dk->scrub_always,
	};
}
