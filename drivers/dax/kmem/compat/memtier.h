/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory types by abstract distance, for kernels before and after 6.7. */
#ifndef DAX_KMEM_COMPAT_MEMTIER_H
#define DAX_KMEM_COMPAT_MEMTIER_H

#include <linux/memory-tiers.h>
#include <linux/list.h>
#include "compat.h"

#ifndef DK_HAS_MT_CALC_ADISTANCE
#include <linux/slab.h>

/* A memory type that the kernel does not list for us. */
struct dk_memory_type {
	struct list_head list;
	struct memory_dev_type *type;
};

/* The kernel knows no distance. */
static inline int mt_calc_adistance(int node, int *adist)
{
	return 0;
}

static inline struct memory_dev_type *
mt_find_alloc_memory_type(int adist, struct list_head *types)
{
	struct dk_memory_type *t;

	list_for_each_entry(t, types, list)
		if (t->type->adistance == adist)
			return t->type;

	t = kmalloc(sizeof(*t), GFP_KERNEL);
	if (!t)
		return ERR_PTR(-ENOMEM);
	t->type = alloc_memory_type(adist);
	if (IS_ERR(t->type)) {
		struct memory_dev_type *error = t->type;

		kfree(t);
		return error;
	}
	list_add(&t->list, types);
	return t->type;
}

static inline void mt_put_memory_types(struct list_head *types)
{
	struct dk_memory_type *t, *next;

	list_for_each_entry_safe(t, next, types, list) {
		list_del(&t->list);
		destroy_memory_type(t->type);
		kfree(t);
	}
}
#endif

#endif /* DAX_KMEM_COMPAT_MEMTIER_H */
