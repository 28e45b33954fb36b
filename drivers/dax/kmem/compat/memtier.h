/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory types by abstract distance, for kernels before and after 6.7. */
#ifndef DAX_KMEM_COMPAT_MEMTIER_H
#define DAX_KMEM_COMPAT_MEMTIER_H

#include <linux/memory-tiers.h>
#include "compat.h"

#ifdef DK_HAS_MT_CALC_ADISTANCE
#define dk_put_memory_type(type) put_memory_type(type)
#else
#define dk_put_memory_type(type) destroy_memory_type(type)

/* This kernel does not calculate abstract distances. */
static inline int mt_calc_adistance(int node, int *adist)
{
	return 0;
}
#endif

#endif /* DAX_KMEM_COMPAT_MEMTIER_H */
