/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Data of the picture: nodes, their devices, and memory blocks. */
#ifndef DAXKMEM_MAP_H
#define DAXKMEM_MAP_H

#include "ops/kept.h"

struct map_device {
	struct daxkmem_device *d;	/* NULL: gone, but memory is kept */
	const struct kept *kept;	/* kept memory of the device; or NULL */
	int node;
	bool drawn;		/* the blocks are known */
	long long block_size;
	struct daxkmem_block *blocks;
	int nr;
	long long *used;	/* bytes per block; NULL if not known */
};

struct map {
	struct map_device *devices;
	int nr;
	int *nodes;		/* to show, sorted */
	int nr_nodes;
	struct kept_all kept;
	int one_of;		/* reads one of this many pages; 0: none */
};

/* read.c */
int map_read(struct map *m, struct daxkmem_device **v, int nr, bool all_nodes);
void map_free(struct map *m);
long long map_device_online(const struct map_device *d);
/* Returns the memory of a node without these devices'; -1 if not known. */
long long map_other_memory(const struct map *m, int node);
long long map_device_used(const struct map_device *d);

/* draw.c */
void map_draw(const struct map *m);

#endif /* DAXKMEM_MAP_H */
