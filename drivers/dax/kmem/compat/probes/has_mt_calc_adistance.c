// SPDX-License-Identifier: GPL-2.0-only
/*
 * Since Linux 6.7 ("memory tiering: add abstract distance
 * calculation algorithms management") the kernel calculates the abstract
 * distance of a node from HMAT, and mt_find_alloc_memory_type() finds the memory
 * type for a distance.
 */
#include <linux/memory-tiers.h>

int (*probe_calc)(int node, int *adist) = mt_calc_adistance;
struct memory_dev_type *(*probe_find)(int adist, struct list_head *types) =
	mt_find_alloc_memory_type;
