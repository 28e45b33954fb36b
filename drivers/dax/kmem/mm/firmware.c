// SPDX-License-Identifier: GPL-2.0-only
/* Find the node of a device in the firmware's SRAT if the kernel did not. */
#include <linux/acpi.h>
#include <linux/numa.h>
#include "core/srat.h"
#include "mm.h"

/**
 * dax_kmem_firmware_domain - find the proximity domain of all of some ranges
 * @ranges: the ranges
 * @nr: number of ranges
 * @domain: receives the domain
 *
 * Return: 0; -ENOENT without an SRAT or an entry for a range; -EXDEV if the ranges
 * are in several domains; -EINVAL if the table is malformed.
 */
int dax_kmem_firmware_domain(const struct dk_span *ranges, u32 nr, u32 *domain)
{
	struct acpi_table_header *srat;
	u32 i, d;
	int rc = -ENOENT;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &srat)))
		return -ENOENT;
	for (i = 0; i < nr; i++) {
		rc = dk_srat_find((u8 *)srat, srat->length, ranges[i], &d);
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

	if (dax_kmem_firmware_domain(dk->ranges.v, dk->ranges.nr, &domain))
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
