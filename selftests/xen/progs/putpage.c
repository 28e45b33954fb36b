// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Dom0: gives a guest one more page of RAM, at guest frame GFN.
 * usage: putpage DOMID GFN
 */
#include <stdio.h>
#include <stdlib.h>
#include <xenctrl.h>

int main(int argc, char **argv)
{
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	xc_domaininfo_t info;
	xen_pfn_t gfn;
	uint32_t domid;

	if (!xc || argc != 3) {
		fprintf(stderr, "usage: putpage DOMID GFN\n");
		return 2;
	}
	domid = strtoul(argv[1], NULL, 0);
	gfn = strtoul(argv[2], NULL, 0);
	if (xc_domain_getinfolist(xc, domid, 1, &info) != 1 ||
	    xc_domain_setmaxmem(xc, domid, (info.tot_pages + 1) * 4) ||
	    xc_domain_populate_physmap_exact(xc, domid, 1, 0, 0, &gfn)) {
		perror("putpage");
		return 1;
	}
	return 0;
}
