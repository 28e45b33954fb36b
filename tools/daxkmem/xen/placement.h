/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The memory that daxkmem-xen shares with preload/placement.c, the library that
 * it loads into xl: the requested placement of a guest's memory, and the
 * result.
 */
#ifndef DAXKMEM_XEN_PLACEMENT_H
#define DAXKMEM_XEN_PLACEMENT_H

#include <stdbool.h>
#include <stdint.h>

#define PLACEMENT_FD "DAXKMEM_PLACEMENT"	/* environment variable */
#define PLACEMENT_LIBRARY "daxkmem-xen-placement.so"

struct placement_range {
	uint64_t start, end;	/* bytes; end not included */
};

struct placement {
	char version[32];	/* of daxkmem-xen; must stay first */

	/* Written by daxkmem-xen. */
	char pool[32];		/* the device, for messages */
	int node;
	int64_t most;		/* bytes for each guest; INT64_MAX: all */

	/* Written by the library. */
	bool loaded;
	bool exhausted;		/* the node ran out of pages */
	int64_t given;		/* bytes of the guest from the node */
	int64_t in_pool;	/* bytes of @given with frames in @extents;
				 * PV guests only, because Xen reports no
				 * frames of other guests
				 */

	uint32_t nr;
	struct placement_range extents[];	/* of the pool */
};

#endif /* DAXKMEM_XEN_PLACEMENT_H */
