// SPDX-License-Identifier: LGPL-2.1-or-later
/* Count pages by memory cgroup. The kernel reports a cgroup's inode. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include "lib/host/owners.h"

#define CGROUPS "/sys/fs/cgroup"
#define MOST_DEPTH 64

/* A page_seen callback. Neighbours mostly share a cgroup: try the last one. */
void cgroups_add(void *cgroups, unsigned long long inode, long long bytes)
{
	struct cgroups *g = cgroups;
	struct cgroup_pages *more;
	int i;

	if (g->nr && g->v[g->last].inode == inode) {
		g->v[g->last].bytes += bytes;
		return;
	}
	for (i = 0; i < g->nr && g->v[i].inode != inode; i++)
		;
	if (i == g->nr) {
		more = reallocarray(g->v, i + 1, sizeof(*more));
		if (!more) {
			g->failed = true;
			return;
		}
		g->v = more;
		more[g->nr++] = (struct cgroup_pages){ .inode = inode };
	}
	g->v[i].bytes += bytes;
	g->last = i;
}

static int by_bytes(const void *a, const void *b)
{
	const struct cgroup_pages *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->inode < y->inode ? -1 : x->inode > y->inode;
}

/* @base: the mount point; @path: the cgroup below it. */
static void name_dir(struct daxkmem_ctx *ctx, struct cgroups *g,
			const char *base, const char *path)
{
	char full[PATH_MAX];
	struct stat st;
	int i;

	if (root_path(ctx, full, "%s%s", base, path) || stat(full, &st))
		return;
	for (i = 0; i < g->nr; i++)
		if (g->v[i].inode == st.st_ino && !g->v[i].path)
			g->v[i].path = strdup(*path ? path : "/");
}

static void name_below(struct daxkmem_ctx *ctx, struct cgroups *g,
		       const char *base, const char *path, int depth)
{
	char child[PATH_MAX], **names;
	int i, nr;

	name_dir(ctx, g, base, path);
	if (depth == MOST_DEPTH)
		return;
	nr = root_list(ctx, &names, "%s%s", base, path);
	for (i = 0; i < nr; i++)
		if (root_exists(ctx, "%s%s/%s/cgroup.procs", base, path,
				names[i]) &&
		    snprintf(child, sizeof(child), "%s/%s", path,
			     names[i]) < (int)sizeof(child))
			name_below(ctx, g, base, child, depth + 1);
	if (nr >= 0)
		root_list_free(names, nr);
}

/* Sort the cgroups, largest first, and look up their paths. */
void cgroups_name(struct daxkmem_ctx *ctx, struct cgroups *g)
{
	/* cgroup v1 has a separate hierarchy for memory */
	const char *base = root_exists(ctx, CGROUPS "/memory/tasks") ?
			   CGROUPS "/memory" : CGROUPS;

	if (g->nr)
		qsort(g->v, g->nr, sizeof(*g->v), by_bytes);
	name_below(ctx, g, base, "", 0);
}

void cgroups_free(struct cgroups *g)
{
	int i;

	for (i = 0; i < g->nr; i++)
		free(g->v[i].path);
	free(g->v);
}
