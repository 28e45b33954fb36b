/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the kernel says of NUMA nodes. */
#ifndef DAXKMEM_NODES_H
#define DAXKMEM_NODES_H

#include "cli/daxkmem.h"

/* Bytes of a line of its meminfo, "MemTotal:"; -1 if there is none. */
long long node_meminfo(int node, const char *key);
/* Of the whole node, which other devices may share. */
long long node_used(int node);
/*
 * Can this kernel have a node of that number? True if it does not say. @list gets
 * the numbers that it can have, as "0-3".
 */
bool node_possible(int node, char *list, size_t len);
/* The nodes with memory; free() the array. Returns how many. */
int nodes_with_memory(int **nodes);

#endif /* DAXKMEM_NODES_H */
