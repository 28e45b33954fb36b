// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Dom0: maps the first page of each chunk of Xen's M2P table, as saving a PV
 * guest does. A chunk has the entries of 1 GiB of memory. Prints a line "START
 * ADDRESS RESULT" for each: the address that the entries begin with, the
 * address of the chunk, and ok or the error.
 * usage: mapm2p
 */
#define XC_WANT_COMPAT_MAP_FOREIGN_API
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xenctrl.h>

#define GIB_SHIFT 30
#define GIB (1UL << GIB_SHIFT)
#define PAGE 4096UL

static const char *map(xc_interface *xc, xen_pfn_t mfn)
{
	void *at = xc_map_foreign_range(xc, DOMID_XEN, PAGE, PROT_READ, mfn);

	if (!at)
		return strerror(errno);
	munmap(at, PAGE);
	return "ok";
}

int main(void)
{
	xc_interface *xc = xc_interface_open(NULL, NULL, 0);
	unsigned long end, i, nr;
	xen_pfn_t *chunks;

	if (!xc || xc_maximum_ram_page(xc, &end)) {
		perror("mapm2p");
		return 1;
	}
	nr = (end * PAGE + GIB - 1) >> GIB_SHIFT;
	chunks = calloc(nr, sizeof(*chunks));
	if (!chunks || xc_machphys_mfn_list(xc, nr, chunks)) {
		perror("mapm2p");
		return 1;
	}
	for (i = 0; i < nr; i++)
		printf("%#lx %#lx %s\n", i << GIB_SHIFT, chunks[i] * PAGE,
		       map(xc, chunks[i]));
	return 0;
}
