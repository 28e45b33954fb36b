/* SPDX-License-Identifier: GPL-2.0-only */
/* Ranges of physical addresses as devices on the platform bus. */
#ifndef DAX_KMEM_RANGE_H
#define DAX_KMEM_RANGE_H

#include <linux/device.h>
#include "core/request.h"

/**
 * struct dk_range - the platform data of a range
 * @span: its physical addresses
 * @node: its node, or NUMA_NO_NODE
 * @unplugged: the next bind adds no memory
 * @reserved: a bind has the policy "reserved"
 * @rc: the result of the last bind; DK_NOT_BOUND before the first
 */
struct dk_range {
	struct dk_span span;
	int node;
	bool unplugged;
	bool reserved;
	int rc;
};

#define DK_NOT_BOUND 1

/* check.c */
int dax_kmem_range_check(const struct dk_request *r);

/* files.c */
extern const struct attribute_group *dax_kmem_range_groups[];

/* bus.c */
int dax_kmem_range_init(const struct attribute_group **dev_groups);
void dax_kmem_range_exit(void);

#endif /* DAX_KMEM_RANGE_H */
