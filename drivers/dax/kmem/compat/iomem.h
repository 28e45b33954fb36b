/* SPDX-License-Identifier: GPL-2.0-only */
/* Soft-reserved addresses, which kernels after 6.12 keep outside iomem_resource. */
#ifndef DAX_KMEM_COMPAT_IOMEM_H
#define DAX_KMEM_COMPAT_IOMEM_H

#include <linux/ioport.h>
#include "facts.h"

#ifdef DK_HAS_WALK_SOFT_RESERVE
#define dk_walk_soft_reserve walk_soft_reserve_res
#else
static inline int dk_walk_soft_reserve(u64 start, u64 end, void *arg,
				       int (*func)(struct resource *, void *))
{
	return walk_iomem_res_desc(IORES_DESC_SOFT_RESERVED, IORESOURCE_MEM,
				   start, end, arg, func);
}
#endif

#endif /* DAX_KMEM_COMPAT_IOMEM_H */
