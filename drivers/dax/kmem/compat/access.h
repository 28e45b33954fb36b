/* SPDX-License-Identifier: GPL-2.0-only */
/* Latency and bandwidth of a node, for kernels before and after 6.9. */
#ifndef DAX_KMEM_COMPAT_ACCESS_H
#define DAX_KMEM_COMPAT_ACCESS_H

#include <linux/node.h>
#include "compat.h"
#include "core/hmat.h"

#ifdef DK_HAS_ACCESS_COORDINATES
#define dk_can_set_access() true

/* @access_class: 0, the nearest initiator; 1, the nearest processors */
static inline void dk_set_access(int node, const struct dk_hmat *p,
				 unsigned int access_class)
{
	struct access_coordinate c = {
		.read_latency = max(p->read_latency, 0LL),
		.write_latency = max(p->write_latency, 0LL),
		.read_bandwidth = max(p->read_bandwidth, 0LL),
		.write_bandwidth = max(p->write_bandwidth, 0LL),
	};

	node_set_perf_attrs(node, &c, access_class);
}
#else
/* This kernel does not export the function. */
#define dk_can_set_access() false

static inline void dk_set_access(int node, const struct dk_hmat *p,
				 unsigned int access_class)
{
}
#endif

#endif /* DAX_KMEM_COMPAT_ACCESS_H */
