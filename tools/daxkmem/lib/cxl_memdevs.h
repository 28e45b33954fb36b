/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The CXL memory devices whose memory a dax device consists of. */
#ifndef LIBDAXKMEM_CXL_MEMDEVS_H
#define LIBDAXKMEM_CXL_MEMDEVS_H

#include "private.h"

/* A memory device, as a target of a region. */
struct cxl_target {
	char region[CXL_NAME_LEN];	/* region0 */
	char memdev[CXL_NAME_LEN];	/* mem0 */
	long long ways;			/* devices that the region interleaves */
	long long granularity;		/* bytes that are in one piece on a device */
};

int cxl_targets(const struct daxkmem_device *d, struct cxl_target **targets);

#endif /* LIBDAXKMEM_CXL_MEMDEVS_H */
