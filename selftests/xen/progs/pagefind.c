// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Dom0: looks for the pattern of seemem in pages of a guest: how many of NR
 * frames of the host, from MFN on, the guest has, and how many of these begin as
 * seemem has written them.
 * usage: pagefind DOMID MFN NR SEED
 */
#define __XEN_TOOLS__
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <xenctrl.h>
#include <xenforeignmemory.h>

#define WORDS 512UL	/* in a page */

/* As in domu/seemem.c. */
static unsigned long pattern(unsigned long at, unsigned long seed)
{
	return (at + seed) * 0x9e3779b97f4a7c15UL ^ seed;
}

int main(int argc, char **argv)
{
	xenforeignmemory_handle *fmem = xenforeignmemory_open(NULL, 0);
	unsigned long nr, seed, i, has = 0, same = 0;
	const unsigned long *page;
	xen_pfn_t mfn, at;
	uint32_t domid;
	int err;

	if (!fmem || argc != 5) {
		fprintf(stderr, "usage: pagefind DOMID MFN NR SEED\n");
		return 2;
	}
	domid = strtoul(argv[1], NULL, 0);
	mfn = strtoul(argv[2], NULL, 0);
	nr = strtoul(argv[3], NULL, 0);
	seed = strtoul(argv[4], NULL, 0);
	for (i = 0; i < nr; i++) {
		at = mfn + i;
		page = xenforeignmemory_map(fmem, domid, PROT_READ, 1, &at,
					    &err);
		if (!page)
			continue;
		has += !err;
		same += !err && *page == pattern(i * WORDS, seed);
		xenforeignmemory_unmap(fmem, (void *)page, 1);
	}
	printf("has %lu same %lu\n", has, same);
	xenforeignmemory_close(fmem);
	return 0;
}
