// SPDX-License-Identifier: GPL-2.0-only
/* Which node the firmware means, where the kernel did not find out itself. */
#include <linux/acpi.h>
#include <linux/numa.h>
#include "core/srat.h"
#include "mm.h"

/* The proximity domain of all the device's memory. Returns 0 or an errno. */
static int find_domain(struct dax_kmem *dk, u32 *domain)
{
	struct acpi_table_header *srat;
	u32 i, d;
	int rc = -ENOENT;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &srat)))
		return -ENOENT;
	for (i = 0; i < dk->ranges.nr; i++) {
		rc = dk_srat_find((u8 *)srat, srat->length, dk->ranges.v[i],
				  &d);
		if (!rc && i && d != *domain)
			rc = -EXDEV;
		if (rc)
			break;
		*domain = d;
	}
	acpi_put_table(srat);
	return rc;
}

/**
 * dax_kmem_firmware_node - the node of a device for which the bus has none
 * @dk: the claim, being made
 *
 * Return: a node, or NUMA_NO_NODE, also if firmware names a proximity domain that this
 * kernel has no node for: the log says so.
 */
int dax_kmem_firmware_node(struct dax_kmem *dk)
{
	u32 domain;
	int node;

	if (find_domain(dk, &domain))
		return NUMA_NO_NODE;
	node = pxm_to_node(domain);
	if (node == NUMA_NO_NODE)
		dk_info(dk, "firmware's SRAT has its range in proximity domain %u, for which this kernel has no node\n",
			domain);
	else
		dk_info(dk, "its node is %d, from proximity domain %u in firmware's SRAT\n",
			node, domain);
	return node;
}
