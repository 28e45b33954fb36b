/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that daxkmem-xen shares with preload/placement.c, which it loads
 * into xl: where the memory of a guest is to come from, and what Xen gave.
 */
#ifndef DAXKMEM_XEN_PLACEMENT_H
#define DAXKMEM_XEN_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#define PLACEMENT_FD "DAXKMEM_PLACEMENT"	/* in the environment */
#define PLACEMENT_LIBRARY "daxkmem-xen-placement.so"

struct placement_range {
	uint64_t start, end;	/* bytes; the end is not part of it */
};

struct placement {
	char version[32];	/* of daxkmem-xen; stays the first member */

	/* Written by daxkmem-xen. */
	char pool[32];		/* the device, for messages */
	int node;
	int64_t most;		/* bytes of each guest that the node gives */

	/* Written by the library. */
	bool loaded;
	bool exhausted;		/* the node had no more pages */
	int64_t given;		/* bytes of the guest that are of the node */
	int64_t in_pool;	/* of that, by the numbers of the pages; only
				 * of PV guests has Xen told these
				 */

	uint32_t nr;
	struct placement_range extents[];	/* of the pool */
};

#endif /* DAXKMEM_XEN_PLACEMENT_H */
