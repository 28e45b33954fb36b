// SPDX-License-Identifier: GPL-2.0-only
/*
 * A live patch with which memory hot-add fails in Xen as it does for want of
 * memory, after it has changed something. The tests store the hypervisor's build
 * id, see livepatch.sh.
 */
#include "node_data.h"

static int memory_add(unsigned long start, unsigned long end, unsigned int pxm)
{
	(void)start;
	(void)end;
	(void)pxm;
	return -12;	/* -ENOMEM */
}

LIVE_PATCH("test: hotadd_fails 1", "memory_add", memory_add);
