/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Whose pages they are: by memory cgroup, and by process. */
#ifndef DAXKMEM_OWNERS_H
#define DAXKMEM_OWNERS_H

#include "ops/blockset.h"

/* Pages of a memory cgroup; 0 stands for those that are in none. */
struct cgroup_pages {
	unsigned long long inode;
	long long bytes;
	char *path;		/* below the mount; NULL if it is not found */
};

struct cgroups {
	struct cgroup_pages *v;
	int nr, last;
	bool failed;		/* no memory for all of them */
};

void cgroups_add(void *cgroups, unsigned long long inode, long long bytes);
void cgroups_name(struct cgroups *g);
void cgroups_free(struct cgroups *g);

struct process {
	pid_t pid;
	char command[32];
	long long bytes;	/* that it has mapped in the blocks */
	long long pinned;	/* anywhere; -1 if it is not known */
};

struct processes {
	struct process *v;
	int nr;
	int hidden;		/* may not be looked at */
	int skipped;		/* have pages on the node; not looked at */
};

int processes_find(struct processes *p, const struct blockset *s, int most,
		   int seconds);
void processes_free(struct processes *p);

/* maps.c */
long long maps_node_bytes(pid_t pid, int node);
long long maps_bytes_in(pid_t pid, const struct blockset *s);

#endif /* DAXKMEM_OWNERS_H */
