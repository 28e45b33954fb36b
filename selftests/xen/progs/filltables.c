// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Dom0: exhausts the memory that a guest has for page tables. Maps and
 * unmaps host frame MFN at one guest frame of each page table, from GFN on; the
 * page tables remain. Prints the first guest frame that could not be mapped.
 * usage: filltables DOMID MFN GFN
 */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>

#define STEP 512UL		/* frames per page table */

int main(int argc, char **argv)
{
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	unsigned long mfn, gfn, i;
	uint32_t domid;

	if (!xc || argc != 4) {
		fprintf(stderr, "usage: filltables DOMID MFN GFN\n");
		return 2;
	}
	domid = strtoul(argv[1], NULL, 0);
	mfn = strtoul(argv[2], NULL, 0);
	gfn = strtoul(argv[3], NULL, 0);
	/* Dom0 has no such page tables: the loop would not end. */
	if (!domid || xc_domain_iomem_permission(xc, domid, mfn, 1, 1)) {
		perror("filltables");
		return 1;
	}
	for (i = 0; !xc_domain_memory_mapping(xc, domid, gfn + i, mfn, 1,
					      DPCI_ADD_MAPPING); i += STEP)
		xc_domain_memory_mapping(xc, domid, gfn + i, mfn, 1,
					 DPCI_REMOVE_MAPPING);
	xc_domain_iomem_permission(xc, domid, mfn, 1, 0);
	printf("%#lx\n", gfn + i);
	return 0;
}
