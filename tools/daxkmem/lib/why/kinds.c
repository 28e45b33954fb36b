// SPDX-License-Identifier: LGPL-2.1-or-later
/* The kinds of pages in memory blocks, with advice for each. */
#include <stdlib.h>
#include "base/nodes.h"
#include "lib/act/hugepages.h"
#include "lib/why/why.h"

/* Bytes of a kind, in online blocks where it has this mobility. */
long long why_kind_bytes(const struct daxkmem_why *w, enum page_kind kind,
			 enum daxkmem_moves moves)
{
	long long bytes = 0;
	int i;

	for (i = 0; i < w->set.nr; i++)
		if (w->set.blocks[i].online &&
		    page_kind_moves(kind, w->set.blocks[i].zone) == moves)
			bytes += w->census[i].bytes[kind];
	return bytes;
}

/* Another node with memory; -1 if there is none. */
static int other_node(struct daxkmem_ctx *ctx, int node)
{
	int i, found = -1, *v = NULL, nr = nodes_with_memory(ctx, &v);

	for (i = 0; i < nr && found < 0; i++)
		if (v[i] != node)
			found = v[i];
	free(v);
	return found;
}

static const char *advise_process(const struct daxkmem_why *w)
{
	int to = other_node(w->set.ctx, w->set.node);

	if (!w->processes.nr || to < 0)
		return "offlining moves it";
	return say("offlining moves it; migratepages %d %d %d moves it before that",
		   w->processes.v[0].pid, w->set.node, to);
}

static const char *const advice[NR_PAGE_KINDS] = {
	[PAGE_CACHE] = "offlining moves it; echo 1 > /proc/sys/vm/drop_caches frees clean pages that are on disk",
	[PAGE_MLOCKED] = "offlining moves it, locked or not",
	[PAGE_HUGETLB] = "offlining dissolves free ones, and moves the rest to huge pages of another node if it has any",
	[PAGE_SLAB] = "echo 2 > /proc/sys/vm/drop_caches frees dentries and inodes; only a reboot frees the rest",
	[PAGE_TABLES] = "end the processes whose memory they map; otherwise reboot",
	[PAGE_ZERO] = "the kernel frees it when no huge pages are in use; otherwise reboot",
	[PAGE_RESERVED] = "the kernel keeps it; only a reboot frees it",
	[PAGE_DRIVER] = "owned by a balloon or another memory driver, which decides",
	[PAGE_MEMMAP] = "removed together with its block",
	[PAGE_BAD] = "does not prevent offlining",
};

/* Advice for pages of this kind. */
const char *why_advice(const struct daxkmem_why *w, enum page_kind kind,
		       enum daxkmem_moves moves)
{
	if (kind == PAGE_ANON || kind == PAGE_THP)
		return advise_process(w);
	if (kind != PAGE_UNKNOWN)
		return advice[kind];
	return moves == DAXKMEM_MOVES ?
	       "free in a per-CPU list, or of a driver whose pages offlining moves" :
	       "free in a per-CPU list, or the memmap of other blocks: neither stays; the rest belongs to the kernel until a reboot";
}

/* Free memory on other nodes: an offline migrates pages there. */
long long why_room(const struct daxkmem_why *w)
{
	struct daxkmem_ctx *ctx = w->set.ctx;
	int i, *v = NULL, nr = nodes_with_memory(ctx, &v);
	long long left, bytes = 0;

	for (i = 0; i < nr; i++) {
		left = v[i] == w->set.node ? 0 : node_meminfo(ctx, v[i], "MemFree:");
		bytes += left > 0 ? left : 0;
	}
	free(v);
	return bytes;
}
