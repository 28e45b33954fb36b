/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages (hugetlb): the pools of all nodes. */
#ifndef DAXKMEM_HOST_HUGEPAGES_H
#define DAXKMEM_HOST_HUGEPAGES_H

#include "cli/daxkmem.h"

/* The pool of a node for one size of huge pages. */
struct huge_pool {
	int node;
	long long size;		/* bytes of a page */
	long long pages;	/* all of them, those in use too */
	long long free;
	long long surplus;	/* go back to the kernel when they are freed */
};

struct huge_pools {
	struct huge_pool *v;
	int nr;
};

int huge_pools_read(struct huge_pools *p);
void huge_pools_free(struct huge_pools *p);
const struct huge_pool *huge_pool_of(const struct huge_pools *p, int node,
				     long long size);
long long huge_persistent(const struct huge_pools *p, int node,
			  long long size);
long long huge_free(const struct huge_pools *p, long long size);
long long huge_reserved(long long size);
const char *huge_command(int node, long long size, long long pages);
long long huge_set(int node, long long size, long long pages);

#endif /* DAXKMEM_HOST_HUGEPAGES_H */
