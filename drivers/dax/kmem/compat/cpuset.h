/* SPDX-License-Identifier: GPL-2.0-only */
/* The events at which cpusets read which nodes have memory. */
#ifndef DAX_KMEM_COMPAT_CPUSET_H
#define DAX_KMEM_COMPAT_CPUSET_H

#include "facts.h"

/* True if cpusets do so at an event of any block, not only of a node's last. */
static inline bool dk_cpusets_follow_blocks(void)
{
#ifdef DK_HAS_NODE_NOTIFIER
	return false;
#else
	return true;
#endif
}

#endif /* DAX_KMEM_COMPAT_CPUSET_H */
