/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Add memory of a pool's node to a guest. */
#ifndef DAXKMEM_XEN_POPULATE_H
#define DAXKMEM_XEN_POPULATE_H

#include "domain.h"

struct population {
	const char *word;		/* name or number of the guest */
	const struct pool *pool;
	long long size;			/* bytes */
	long long gfn;			/* first frame; -1: choose one */

	xc_interface *xc;
	xc_domaininfo_t info;
};

int populate_check(struct population *p);
int populate_guest(const struct population *p);

/* page_tables.c */
int tables_grow(xc_interface *xc, uint32_t domid, long long pages,
		uint64_t *before);
void tables_shrink(xc_interface *xc, uint32_t domid, uint64_t size);

/* occupied.c */
int occupied_first(const struct population *p, unsigned long last,
		   long long *gfn);

#endif /* DAXKMEM_XEN_POPULATE_H */
