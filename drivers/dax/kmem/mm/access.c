// SPDX-License-Identifier: GPL-2.0-only
/*
 * Latency and bandwidth of a node that gets memory again. The kernel takes them
 * from the HMAT when the node gets its first memory after boot. It drops them with
 * the device of the node when the last memory is removed, and does not register
 * them a second time (drivers/acpi/numa/hmat.c, hmat_register_target()).
 */
#include <linux/acpi.h>
#include <linux/limits.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/notifier.h>
#include <linux/sysfs.h>
#include "compat/access.h"
#include "kernel/devices.h"
#include "kernel/nodes.h"
#include "mm.h"

#define ACCESS_CLASSES 2	/* 0: any initiator; 1: processors */

static bool has_node(u32 domain)
{
	return pxm_to_node(domain) != NUMA_NO_NODE;
}

static bool has_cpu(u32 domain)
{
	int node = pxm_to_node(domain);

	return node != NUMA_NO_NODE && node_state(node, N_CPU);
}

/* Look up the values that the kernel would show. Return 0 or an errno. */
static int look_up(u32 domain, unsigned int access_class, struct dk_hmat *p)
{
	struct acpi_table_header *hmat;
	u32 initiator;
	int rc;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_HMAT, 0, &hmat)))
		return -ENOENT;
	rc = dk_hmat_initiator((u8 *)hmat, hmat->length, domain,
			       access_class ? has_cpu : has_node, &initiator);
	if (!rc)
		rc = dk_hmat_performance((u8 *)hmat, hmat->length, initiator,
					 domain, p);
	acpi_put_table(hmat);
	return rc;
}

/*
 * Link an access class of a node back to a node that is one of its initiators: the
 * link in the other direction has stayed.
 */
static void link_back(struct device *access, const char *target,
		      struct device *from, unsigned int access_class)
{
	struct device *other = dk_node_access(from, access_class);

	if (other && dk_has_link(other, "targets", target) &&
	    !dk_has_link(access, "initiators", dev_name(from)))
		sysfs_add_link_to_group(&access->kobj, "initiators",
					&from->kobj, dev_name(from));
	put_device(other);
}

static void link_initiators(struct kset *devices, struct device *access,
			    const char *target, unsigned int access_class)
{
	struct device *from;
	int nid;

	for_each_online_node(nid) {
		from = dk_device_find(devices, "node", nid);
		if (!from)
			continue;
		link_back(access, target, from, access_class);
		put_device(from);
	}
}

static void restore_class(struct kset *devices, struct device *node, u32 domain,
			  unsigned int access_class)
{
	struct device *access = dk_node_access(node, access_class);
	struct dk_hmat p;

	if (!access && !look_up(domain, access_class, &p)) {
		dk_set_access(node->id, &p, access_class);
		access = dk_node_access(node, access_class);
		if (access)
			link_initiators(devices, access, dev_name(node),
					access_class);
	}
	put_device(access);
}

/* Not if the memory is on another node than the firmware puts it on. */
static void restore(struct kset *devices, int nid, struct dk_span span)
{
	struct device *node;
	unsigned int i;
	u32 domain;

	if (dax_kmem_firmware_domain(&span, 1, &domain) ||
	    pxm_to_node(domain) != nid)
		return;
	node = dk_device_find(devices, "node", nid);
	if (!node)
		return;
	for (i = 0; i < ACCESS_CLASSES; i++)
		restore_class(devices, node, domain, i);
	put_device(node);
}

static int access_notify(struct notifier_block *nb, unsigned long action,
			 void *data)
{
	const struct memory_notify *arg = data;
	struct kset *devices;
	struct dk_span span;
	int nid;

	/* Before MEM_ONLINE a page may not know its node yet. */
	if (action != MEM_ONLINE || !dk_can_set_access())
		return NOTIFY_DONE;
	span.start = PFN_PHYS(arg->start_pfn);
	span.end = span.start + PFN_PHYS(arg->nr_pages);
	nid = pfn_to_nid(arg->start_pfn);
	devices = dax_kmem_node_first_online(nid);
	if (devices)
		restore(devices, nid, span);
	return NOTIFY_DONE;
}

/* Comes last: whoever else shows the values has done so. */
static struct notifier_block access_notifier = {
	.notifier_call = access_notify,
	.priority = INT_MIN,
};

/* Return 0 or an errno. */
int dax_kmem_access_init(void)
{
	return register_memory_notifier(&access_notifier);
}

void dax_kmem_access_exit(void)
{
	unregister_memory_notifier(&access_notifier);
}
