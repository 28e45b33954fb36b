/* SPDX-License-Identifier: GPL-2.0-only */
/* A function that libnvdimm exports, but only declares in nd.h. */
#ifndef DAX_KMEM_COMPAT_NVDIMM_H
#define DAX_KMEM_COMPAT_NVDIMM_H

#include <linux/range.h>

struct badblocks;
struct nd_region;

/* The signature since Linux 5.10. Takes the lock of the region's bus. */
void nvdimm_badblocks_populate(struct nd_region *nd_region,
			       struct badblocks *bb,
			       const struct range *range);

#endif /* DAX_KMEM_COMPAT_NVDIMM_H */
