/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Nodes, the devices in them, and their memory blocks, for a picture. */
#ifndef DAXKMEM_MAP_H
#define DAXKMEM_MAP_H

#include "ops/blockset.h"
#include "ops/kept.h"

struct map_device {
	struct daxkmem_device *d;	/* NULL: it has gone, and is kept */
	const struct kept *kept;	/* its memory has no driver; or NULL */
	int node;
	bool drawn;		/* its blocks are known */
	struct blockset set;
	long long *used;	/* bytes of each block; NULL if not known */
};

struct map {
	struct map_device *devices;
	int nr;
	int *nodes;		/* to be shown, in order */
	int nr_nodes;
	struct kept_all kept;
	int one_of;		/* use is from one of so many pages; 0: unknown */
};

/* read.c */
int map_read(struct map *m, struct daxkmem_device **v, int nr, bool all_nodes);
void map_free(struct map *m);
long long map_device_online(const struct map_device *d);
/* A node's memory that no device of these gave it; -1 if that is not known. */
long long map_other_memory(const struct map *m, int node);
long long map_device_used(const struct map_device *d);

/* draw.c */
void map_draw(const struct map *m);

#endif /* DAXKMEM_MAP_H */
