/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pools of huge pages (hugetlb) of all nodes. */
#ifndef DAXKMEM_HOST_HUGEPAGES_H
#define DAXKMEM_HOST_HUGEPAGES_H

#include "lib/private.h"

/* A node's pool of huge pages of one size. */
struct huge_pool {
	int node;
	long long size;		/* of a page in bytes */
	long long pages;	/* free pages and pages in use */
	long long free;
	long long surplus;	/* leave the pool when they are freed */
};

struct huge_pools {
	struct huge_pool *v;
	int nr;
};

int huge_pools_read(struct daxkmem_ctx *ctx, struct huge_pools *p);
void huge_pools_free(struct huge_pools *p);
const struct huge_pool *huge_pool_of(const struct huge_pools *p, int node,
				     long long size);
long long huge_persistent(const struct huge_pools *p, int node,
			  long long size);
long long huge_free(const struct huge_pools *p, long long size);
long long huge_reserved(struct daxkmem_ctx *ctx, long long size);
const char *huge_command(int node, long long size, long long pages);
long long huge_set(struct daxkmem_ctx *ctx, int node, long long size,
		   long long pages);

#endif /* DAXKMEM_HOST_HUGEPAGES_H */
