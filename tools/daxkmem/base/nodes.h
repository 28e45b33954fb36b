/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NUMA nodes, from sysfs. */
#ifndef DAXKMEM_NODES_H
#define DAXKMEM_NODES_H

#include "base.h"

/* Returns the bytes of a meminfo line such as "MemTotal:"; -1 if not known. */
long long node_meminfo(struct daxkmem_ctx *ctx, int node, const char *key);
/* Returns the used bytes of a node, regardless of device; -1 if not known. */
long long node_used(struct daxkmem_ctx *ctx, int node);
/*
 * True if the kernel can have a node of that number, or does not report it.
 * @list receives the possible nodes as "0-3".
 */
bool node_possible(struct daxkmem_ctx *ctx, int node, char *list, size_t len);
/* Returns the number of nodes with memory or an errno; free() the array. */
int nodes_with_memory(struct daxkmem_ctx *ctx, int **nodes);

#endif /* DAXKMEM_NODES_H */
