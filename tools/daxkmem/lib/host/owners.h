/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Owners of pages: memory cgroups and processes. */
#ifndef DAXKMEM_OWNERS_H
#define DAXKMEM_OWNERS_H

#include "lib/host/blockset.h"

/* Pages of a memory cgroup; inode 0: pages without a cgroup. */
struct cgroup_pages {
	unsigned long long inode;
	long long bytes;
	char *path;		/* below the mount point; NULL if not found */
};

struct cgroups {
	struct cgroup_pages *v;
	int nr, last;
	bool failed;		/* incomplete: out of memory */
};

void cgroups_add(void *cgroups, unsigned long long inode, long long bytes);
void cgroups_name(struct daxkmem_ctx *ctx, struct cgroups *g);
void cgroups_free(struct cgroups *g);

struct process {
	pid_t pid;
	char command[32];
	long long bytes;	/* mapped in the blocks */
	long long pinned;	/* in any memory; -1 if not known */
};

struct processes {
	struct process *v;
	int nr;
	int hidden;		/* processes that we may not read */
	int skipped;		/* processes over a limit, not read */
};

int processes_find(struct processes *p, const struct blockset *s, int most,
		   int seconds);
void processes_free(struct processes *p);

/* maps.c */
long long maps_node_bytes(struct daxkmem_ctx *ctx, pid_t pid, int node);
long long maps_bytes_in(pid_t pid, const struct blockset *s);

#endif /* DAXKMEM_OWNERS_H */
