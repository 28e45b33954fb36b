// SPDX-License-Identifier: GPL-2.0-only
/* Find the node of a device in the firmware's SRAT if the kernel did not. */
#include <linux/acpi.h>
#include <linux/numa.h>
#include "core/srat.h"
#include "mm.h"

/* Find the proximity domain of all ranges of a device. Return 0 or an errno. */
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
 * dax_kmem_firmware_node - find a node for a device without a node on the bus
 * @dk: the claim, not in the list of claims yet
 *
 * Return: the node; NUMA_NO_NODE if the SRAT has none or, after a line in the
 * log, if this kernel has no node for the proximity domain.
 */
int dax_kmem_firmware_node(struct dax_kmem *dk)
{
	u32 domain;
	int node;

	if (find_domain(dk, &domain))
		return NUMA_NO_NODE;
	node = pxm_to_node(domain);
	if (node == NUMA_NO_NODE)
		dk_info(dk, "the SRAT puts the device in proximity domain %u, but this kernel has no node for it\n",
			domain);
	else
		dk_info(dk, "using node %d, from proximity domain %u in the SRAT\n",
			node, domain);
	return node;
}
