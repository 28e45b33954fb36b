// SPDX-License-Identifier: GPL-2.0-only
/* The target node of a device, and the abstract distance of that node. */
#include <linux/device.h>
#include <linux/err.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "compat/memtier.h"
#include "kernel/daxdev.h"
#include "mm.h"

/*
 * Abstract distance of a node without firmware data: the default of the
 * in-tree kmem driver, one tier below DRAM.
 */
#define FAR_ADISTANCE (MEMTIER_ADISTANCE_DRAM * 5)

/**
 * struct dk_node - a node that has, or had, memory of our devices
 * @list: link in nodes
 * @node: the node
 * @users: number of our devices that are plugged on @node
 * @devices: the kset of all devices
 * @online: a block has been onlined since the first of @users was plugged
 * @type: memory type with the abstract distance; shared by our devices on @node
 *
 * The kernel keeps one memory type per node and only counts the users of the
 * first one (mm/memory-tiers.c). If a user of another type clears it, the
 * kernel may free a type in use, or find no type when the node's last block
 * goes offline, and oopses either way. So set our type once for all our
 * devices, and clear it only when no other driver can have memory on the node.
 */
struct dk_node {
	struct list_head list;
	int node;
	unsigned int users;
	struct kset *devices;
	bool online;
	struct memory_dev_type *type;
};

/* guards nodes; taken inside dk->lock and the kernel's mem_hotplug_lock */
static DEFINE_MUTEX(nodes_lock);
static LIST_HEAD(nodes);

/**
 * dax_kmem_node_check - check that memory can be added to a node
 * @dk: the claim
 * @node: a node, or NUMA_NO_NODE
 *
 * Return: 0, or -EINVAL after a line in the log.
 */
int dax_kmem_node_check(struct dax_kmem *dk, int node)
{
	if (node == NUMA_NO_NODE) {
		dk_err(dk, "has no target node; bind it with plug=none, then write a node to dax_kmem/target_node\n");
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
 * True if the kernel uses our type for the node. Only this driver and the
 * kernel's table of nodes hold references to the type.
 */
static bool type_in_use(const struct dk_node *n)
{
	return kref_read(&n->type->kref) > 1;
}

/*
 * Set our type for the node if it has none. The kernel does not report whether
 * it has one, and does not replace the type of another driver.
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

/* The abstract distance that the user set, or the one that firmware reports. */
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
 * dax_kmem_adistance - get the abstract distance of a device's node
 * @dk: the claim
 *
 * Return: the abstract distance that the kernel uses if it is known; otherwise
 * the one that the node would get from this device.
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

/*
 * True if another driver may have set a memory type for the node and may clear
 * it later. Only drivers of dax devices do so, with or without memory on the
 * node.
 */
static bool others_may_have(int node)
{
	return node_state(node, N_MEMORY) || dk_daxdev_of_others(node);
}

/* Clear our type of a node if no other driver can be using it. */
static void node_leave(struct dk_node *n)
{
	if (n->users || others_may_have(n->node))
		return;
	if (type_in_use(n))
		clear_node_memory_type(n->node, n->type);
	free_node(n);
}

/**
 * dax_kmem_node_get - set the memory type of a device's node
 * @dk: the claim; caller holds dk->lock
 *
 * Must be called before the node's first block is onlined, because the kernel
 * chooses the tier then. The first of our devices on a node sets its distance.
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
		node_leave(n);
	n = find_node(dk->node) ?: new_node(dk->node, adistance);
	if (IS_ERR(n)) {
		mutex_unlock(&nodes_lock);
		return PTR_ERR(n);
	}
	node_offer_type(n);
	if (!n->users++)
		n->online = false;
	n->devices = dk->dev->kobj.kset;
	dk->on_node = n;
	if (dk->adistance && (n->type->adistance != adistance || !type_in_use(n)))
		dk_warn(dk, "adistance %d has no effect: node %d keeps its abstract distance while it has memory\n",
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
	node_leave(n);
	mutex_unlock(&nodes_lock);
}

/**
 * dax_kmem_node_offline - ensure a type when a block of a node went offline
 * @node: the node
 *
 * Called from the memory notifier, before the kernel reads the node's type. The
 * kernel oopses if there is none, because another driver has cleared it.
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

/**
 * dax_kmem_node_first_online - note that a block of a node went online
 * @node: the node
 *
 * Return: the kset of all devices if that is the first block since one of our
 * devices was plugged; otherwise NULL.
 */
struct kset *dax_kmem_node_first_online(int node)
{
	struct kset *devices = NULL;
	struct dk_node *n;

	mutex_lock(&nodes_lock);
	n = find_node(node);
	if (n && n->users && !n->online) {
		n->online = true;
		devices = n->devices;
	}
	mutex_unlock(&nodes_lock);
	return devices;
}

/* Nodes that still use a type of ours keep it; drop our references only. */
void dax_kmem_node_exit(void)
{
	struct dk_node *n, *next;

	mutex_lock(&nodes_lock);
	list_for_each_entry_safe(n, next, &nodes, list)
		free_node(n);
	mutex_unlock(&nodes_lock);
}
