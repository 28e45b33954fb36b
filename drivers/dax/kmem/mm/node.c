// SPDX-License-Identifier: GPL-2.0-only
/* Which node the memory goes to, and how far that node is. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "compat/memtier.h"
#include "daxdev.h"
#include "mm.h"

/*
 * Distance of a node of which firmware says nothing: the value that Linux
 * gives memory behind its own kmem driver, one tier below DRAM.
 */
#define FAR_ADISTANCE (MEMTIER_ADISTANCE_DRAM * 5)

/**
 * struct dk_node - a node that memory of ours is on, or was
 * @list: link of nodes
 * @node: the node
 * @users: devices that are plugged there
 * @type: how far it is; one for all our devices on that node, and for no other
 *
 * The kernel keeps one type for each node and counts the users of the first one
 * alone (mm/memory-tiers.c). Where a user of another type says that it is gone, the
 * kernel may free a type that is in use, or have none when the node's last block
 * goes, and oopses either way. So a type of ours is counted once for all our
 * devices, and is taken back only when nobody else can have memory on that node.
 */
struct dk_node {
	struct list_head list;
	int node;
	unsigned int users;
	struct memory_dev_type *type;
};

/* guards nodes; inside dk->lock, and inside the kernel's mem_hotplug_lock */
static DEFINE_MUTEX(nodes_lock);
static LIST_HEAD(nodes);

/**
 * dax_kmem_node_check - can memory be added to this node?
 * @dk: the claim
 * @node: a node, or NUMA_NO_NODE
 *
 * Return: 0, or -EINVAL after a line in the log.
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

static struct dk_node *find_node(int node)
{
	struct dk_node *n;

	lockdep_assert_held(&nodes_lock);
	list_for_each_entry(n, &nodes, list)
		if (n->node == node)
			return n;
	return NULL;
}

/*
 * Is it the type that the kernel goes by for that node? Nobody but us and the
 * kernel's table holds references to it.
 */
static bool type_in_use(const struct dk_node *n)
{
	return kref_read(&n->type->kref) > 1;
}

/*
 * Gives the node our type, if it has none. The kernel does not say whether it
 * has, and leaves another driver's where it is.
 */
static void node_offer_type(struct dk_node *n)
{
	if (!type_in_use(n))
		init_node_memory_type(n->node, n->type);
}

static void free_node(struct dk_node *n)
{
	list_del(&n->list);
	dk_put_memory_type(n->type);
	kfree(n);
}

/* What was set by hand, or what firmware says. */
static int wanted_adistance(struct dax_kmem *dk)
{
	int adist = READ_ONCE(dk->adistance);

	if (adist)
		return adist;
	adist = FAR_ADISTANCE;
	mt_calc_adistance(READ_ONCE(dk->node), &adist);
	return adist;
}

/**
 * dax_kmem_adistance - how far the device's node is
 * @dk: the claim
 *
 * Return: the abstract distance that the kernel goes by, where that is known;
 * else the one that the node will get from this device.
 */
int dax_kmem_adistance(struct dax_kmem *dk)
{
	struct dk_node *n;
	int adist = 0;

	mutex_lock(&nodes_lock);
	n = find_node(READ_ONCE(dk->node));
	if (n && n->users && type_in_use(n))
		adist = n->type->adistance;
	mutex_unlock(&nodes_lock);
	return adist ?: wanted_adistance(dk);
}

static struct dk_node *new_node(int node, int adistance)
{
	struct dk_node *n = kzalloc(sizeof(*n), GFP_KERNEL);

	if (!n)
		return ERR_PTR(-ENOMEM);
	n->type = alloc_memory_type(adistance);
	if (IS_ERR(n->type)) {
		struct dk_node *error = ERR_CAST(n->type);

		kfree(n);
		return error;
	}
	n->node = node;
	list_add(&n->list, &nodes);
	return n;
}

static int is_other_drivers(struct device *dev, void *arg)
{
	const int *node = arg;
	struct device_driver *drv = READ_ONCE(dev->driver);

	return drv && drv->owner != THIS_MODULE &&
	       strcmp(drv->name, "device_dax") &&
	       dk_daxdev_target_node(dev) == *node;
}

/*
 * May another driver have a type of its own for that node, which it takes back one
 * day? Only drivers of dax devices do, with memory or before they add it.
 */
static bool others_may_have(struct device *dev, int node)
{
	return node_state(node, N_MEMORY) ||
	       bus_for_each_dev((struct bus_type *)dev->bus, NULL, &node,
				is_other_drivers);
}

/* Takes our type back from a node, where that can harm nobody. */
static void node_leave(struct dk_node *n, struct device *dev)
{
	if (n->users || !dev || others_may_have(dev, n->node))
		return;
	if (type_in_use(n))
		clear_node_memory_type(n->node, n->type);
	free_node(n);
}

/**
 * dax_kmem_node_get - tell the memory tiers what kind of node this is
 * @dk: the claim; caller holds dk->lock
 *
 * Must come before the node's first block is online: the tier is chosen then.
 * The first device of ours on a node says how far it is.
 *
 * Return: 0 or -ENOMEM.
 */
int dax_kmem_node_get(struct dax_kmem *dk)
{
	int adistance = wanted_adistance(dk);
	struct dk_node *n;

	mutex_lock(&nodes_lock);
	n = find_node(dk->node);
	if (n)
		node_leave(n, dk->dev);
	n = find_node(dk->node) ?: new_node(dk->node, adistance);
	if (IS_ERR(n)) {
		mutex_unlock(&nodes_lock);
		return PTR_ERR(n);
	}
	node_offer_type(n);
	n->users++;
	dk->on_node = n;
	if (dk->adistance && (n->type->adistance != adistance || !type_in_use(n)))
		dk_warn(dk, "adistance %d has no effect: node %d keeps the distance that it has as long as it has memory\n",
			adistance, dk->node);
	mutex_unlock(&nodes_lock);
	return 0;
}

/* The inverse of dax_kmem_node_get(), if it was called. */
void dax_kmem_node_put(struct dax_kmem *dk)
{
	struct dk_node *n = dk->on_node;

	if (!n)
		return;
	dk->on_node = NULL;
	mutex_lock(&nodes_lock);
	n->users--;
	node_leave(n, dk->dev);
	mutex_unlock(&nodes_lock);
}

/**
 * dax_kmem_node_offline - a block goes, and may be its node's last one
 * @node: the node
 *
 * Called from the memory notifier, before the kernel's own look at the node's
 * type, which must not find none: another driver may have taken away the only
 * one that there was.
 */
void dax_kmem_node_offline(int node)
{
	struct dk_node *n;

	mutex_lock(&nodes_lock);
	n = find_node(node);
	if (n)
		node_offer_type(n);
	mutex_unlock(&nodes_lock);
}

/* A node that still has a type of ours keeps it; the module only forgets it. */
void dax_kmem_node_exit(void)
{
	struct dk_node *n, *next;

	mutex_lock(&nodes_lock);
	list_for_each_entry_safe(n, next, &nodes, list)
		free_node(n);
	mutex_unlock(&nodes_lock);
}
