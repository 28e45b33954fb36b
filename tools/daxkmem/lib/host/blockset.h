/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A set of memory blocks, their state and their bad pages. */
#ifndef DAXKMEM_BLOCKSET_H
#define DAXKMEM_BLOCKSET_H

#include "lib/private.h"

struct blockset {
	struct daxkmem_ctx *ctx;
	char name[NAME_MAX_LEN + 1];	/* dax0.0, memory34 */
	int node;		/* -1 if unknown */
	long long block_size;
	struct daxkmem_block *blocks;
	int nr;
	struct daxkmem_range *bad;
	int nr_bad;
};

int blockset_of_device(struct blockset *s, const struct daxkmem_device *d);
int blockset_of_block(struct daxkmem_ctx *ctx, struct blockset *s,
		      unsigned long id);
void blockset_free(struct blockset *s);

#endif /* DAXKMEM_BLOCKSET_H */
