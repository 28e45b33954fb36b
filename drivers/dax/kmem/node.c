// SPDX-License-Identifier: GPL-2.0-only
/* Which node the memory goes to, and how far that node is. */
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include "compat/memtier.h"
#include "dax_kmem.h"

/*
 * Distance of a node of which firmware says nothing: the value that Linux
 * gives memory behind its own kmem driver, one tier below DRAM.
 */
#define FAR_ADISTANCE (MEMTIER_ADISTANCE_DRAM * 5)

/* guards memory_types */
static DEFINE_MUTEX(types_lock);
static LIST_HEAD(memory_types);

/**
 * dax_kmem_node_check - can memory be added to this node?
 * @dk: the claim
 * @node: a node, or NUMA_NO_NODE
 *
 * Returns 0, or -EINVAL after a line in the log.
 */
int dax_kmem_node_check(struct dax_kmem *dk, int node)
{
	if (node == NUMA_NO_NODE) {
		dk_err(dk, "has no target node: firmware gives its range no proximity domain, or NUMA is off; bind it with plug=none and write a node to dax_kmem/target_node\n");
		return -EINVAL;
	}
	if (node < 0 || node >= MAX_NUMNODES || !node_possible(node)) {
		dk_err(dk, "target node %d is not possible on this machine; see /sys/devices/system/node/possible\n",
		       node);
		return -EINVAL;
	}
	return 0;
}

/* How far the node is: what was set by hand, or what firmware says. */
int dax_kmem_adistance(struct dax_kmem *dk)
{
	int adist = READ_ONCE(dk->adistance);

	if (adist)
		return adist;
	adist = FAR_ADISTANCE;
	mt_calc_adistance(READ_ONCE(dk->node), &adist);
	return adist;
}

/**
 * dax_kmem_node_get - tell the memory tiers what kind of node this is
 * @dk: the claim; caller holds dk->lock
 *
 * Must come before the node's first block is online: the tier is chosen then.
 * Returns 0 or -ENOMEM.
 */
int dax_kmem_node_get(struct dax_kmem *dk)
{
	struct memory_dev_type *type;

	mutex_lock(&types_lock);
	type = mt_find_alloc_memory_type(dax_kmem_adistance(dk),
					 &memory_types);
	mutex_unlock(&types_lock);
	if (IS_ERR(type))
		return PTR_ERR(type);

	dk->mtype = type;
	init_node_memory_type(dk->node, type);
	return 0;
}

/* The inverse of dax_kmem_node_get(), if it was called. */
void dax_kmem_node_put(struct dax_kmem *dk)
{
	if (dk->mtype)
		clear_node_memory_type(dk->node, dk->mtype);
	dk->mtype = NULL;
}

void dax_kmem_node_exit(void)
{
	mutex_lock(&types_lock);
	mt_put_memory_types(&memory_types);
	mutex_unlock(&types_lock);
}
