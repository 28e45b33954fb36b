/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory types by abstract distance, for kernels before and after 6.7. */
#ifndef DAX_KMEM_COMPAT_MEMTIER_H
#define DAX_KMEM_COMPAT_MEMTIER_H

#include <linux/memory-tiers.h>
#include <linux/list.h>
#include "compat.h"

#ifndef DK_HAS_MT_CALC_ADISTANCE
/*
 * The kernel knows no distance: all devices share one type. @types is not
 * needed to find it again, but must be empty or hold that type only.
 */
static struct memory_dev_type *dk_slow_type;

static inline int mt_calc_adistance(int node, int *adist)
{
	return 0;
}

static inline struct memory_dev_type *
mt_find_alloc_memory_type(int adist, struct list_head *types)
{
	struct memory_dev_type *type;

	if (!dk_slow_type) {
		type = alloc_memory_type(adist);
		if (IS_ERR(type))
			return type;
		dk_slow_type = type;
	}
	return dk_slow_type;
}

static inline void mt_put_memory_types(struct list_head *types)
{
	if (dk_slow_type)
		destroy_memory_type(dk_slow_type);
	dk_slow_type = NULL;
}
#endif

#endif /* DAX_KMEM_COMPAT_MEMTIER_H */
