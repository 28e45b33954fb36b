// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Find huge pages that prevent an offline, before anything is migrated.
 * Offlining dissolves the free huge pages of a block. The kernel refuses to
 * dissolve the last ones if programs have reserved them, on any node
 * (dissolve_free_hugetlb_folio() in mm/hugetlb.c). Huge pages in use are
 * migrated to free huge pages of other nodes, or to new ones allocated there.
 * Gigantic pages, such as those of 1G, are not allocated
 * (alloc_migrate_hugetlb_folio()).
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/nodes.h"
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/why/why.h"

#define HUGE_LARGEST_MADE (32LL << 20)	/* x86: 2M; arm64 also 32M */

/* Huge pages of one size, seen from a node that loses memory. */
struct view {
	int node;
	long long size;
	long long dissolved;	/* free pages in the blocks, lower bound */
	long long moved;	/* pages in use there, lower bound */
	long long elsewhere;	/* free pages elsewhere, upper bound */
	long long reserved;
};

/* @going: huge pages in the blocks to offline, lower bound */
static struct view look(struct daxkmem_ctx *ctx, const struct huge_pools *p,
			const struct huge_pool *pool, long long going)
{
	long long staying = pool->pages - going;
	struct view v = { .node = pool->node, .size = pool->size };

	v.dissolved = pool->free > staying ? pool->free - staying : 0;
	v.moved = going > pool->free ? going - pool->free : 0;
	v.elsewhere = huge_free(p, v.size) - v.dissolved;
	v.reserved = huge_reserved(ctx, v.size);
	return v;
}

static long long swap_free(struct daxkmem_ctx *ctx)
{
	long long kb = -1;
	char *text, *line;

	if (root_read_all(ctx, &text, "/proc/meminfo") < 0)
		return 0;
	line = strstr(text, "SwapFree:");
	if (line)
		sscanf(line + strlen("SwapFree:"), "%lld", &kb);
	free(text);
	return kb < 0 ? 0 : kb * 1024;
}

/* The other node with the most free memory; -1 if there is none. */
static int roomiest(struct daxkmem_ctx *ctx, int node, long long *room)
{
	int i, found = -1, *v = NULL, nr = nodes_with_memory(ctx, &v);
	long long bytes;

	for (*room = -1, i = 0; i < nr; i++) {
		bytes = v[i] == node ? -1 : node_meminfo(ctx, v[i], "MemFree:");
		if (bytes > *room) {
			*room = bytes;
			found = v[i];
		}
	}
	free(v);
	return found;
}

/* Upper bound of memory on other nodes, including reclaimable memory. */
static long long most_elsewhere(struct daxkmem_ctx *ctx, int node)
{
	static const char *const keys[] = {
		"MemFree:", "FilePages:", "SReclaimable:",
	};
	int i, *v = NULL, nr = nodes_with_memory(ctx, &v);
	long long n, bytes = swap_free(ctx);
	size_t k;

	for (i = 0; i < nr; i++) {
		for (k = 0; v[i] != node && k < ARRAY_SIZE(keys); k++) {
			n = node_meminfo(ctx, v[i], keys[k]);
			bytes += n > 0 ? n : 0;
		}
	}
	free(v);
	return bytes;
}

static const char *pages_text(long long pages, long long size)
{
	return say("%lld huge %s of %s", pages, pages == 1 ? "page" : "pages",
		   human(size));
}

/* How to make room for reserved pages; a command if there is one. */
static const char *reserved_cure(struct daxkmem_ctx *ctx,
				 const struct huge_pools *p,
				 const struct view *v)
{
	long long room, more = v->reserved + v->moved - v->elsewhere;
	int to = roomiest(ctx, v->node, &room);
	const char *command;

	if (to < 0)
		return "end the programs that reserved them";
	command = huge_command(to, v->size,
			       huge_persistent(p, to, v->size) + more);
	if (room > more * v->size)
		return command;
	return say("end the programs that reserved them, or free %s on node %d and run: %s",
		   human(more * v->size), to, command);
}

static const char *reserved_text(const struct view *v)
{
	return say("programs have reserved %s, and without those of node %d only %lld %s free",
		   pages_text(v->reserved, v->size), v->node, v->elsewhere,
		   v->elsewhere == 1 ? "is" : "are");
}

static bool short_of_pages(const struct view *v)
{
	return v->dissolved && v->reserved > v->elsewhere;
}

/* The page allocator cannot allocate these pages; only a pool has them. */
static bool gigantic(long long size)
{
	return size > HUGE_LARGEST_MADE;
}

static int no_room(const struct daxkmem_device *d,
		   const struct huge_pools *p, const struct view *v,
		   long long spare, long long room, const char *action)
{
	long long more, pages = v->moved - spare;
	int to = roomiest(d->ctx, v->node, &more);
	const char *next = "end the programs that use them";
	const char *text = say("%s in use on node %d must move, and other nodes have %lld free",
			       pages_text(v->moved, v->size), v->node, spare);

	if (!gigantic(v->size))
		return device_fails(d, DAXKMEM_FAILED, ENOMEM, action,
				    say("%s, and memory for %lld more", text,
					room / v->size),
				    say("%s, or free memory on other nodes",
					next));
	if (to >= 0)
		next = say("%s, or make room on node %d: %s", next, to,
			   huge_command(to, v->size,
					pages + huge_persistent(p, to, v->size)));
	return device_fails(d, DAXKMEM_FAILED, ENOMEM, action, text, next);
}

static int check_view(const struct daxkmem_device *d,
		      const struct huge_pools *p, const struct view *v,
		      const char *action)
{
	long long spare = v->elsewhere - v->reserved, room;

	if (short_of_pages(v))
		return device_fails(d, DAXKMEM_FAILED, EBUSY, action,
				    reserved_text(v),
				    reserved_cure(d->ctx, p, v));
	if (v->moved <= spare)
		return 0;
	spare = spare > 0 ? spare : 0;
	room = gigantic(v->size) ? 0 : most_elsewhere(d->ctx, v->node);
	if ((v->moved - spare) * v->size <= room)
		return 0;
	return no_room(d, p, v, spare, room, action);
}

/* Number of blocks to unplug to leave @left bytes; negative: all. */
static int blocks_going(const struct daxkmem_device *d, long long left)
{
	long long block = daxkmem_block_size(d->ctx);
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);

	return left <= 0 || block <= 0 ? -1 : (plugged - left) / block;
}

/**
 * huge_check - check whether huge pages would prevent an offline
 * @p: the pools
 * @left: bytes of the device that stay plugged
 * @action: for the error message
 *
 * Reports only what is certain to fail; unclear cases are left to the kernel.
 */
int huge_check(const struct daxkmem_device *d, const struct huge_pools *p,
	       long long left, const char *action)
{
	int i, rc = 0, node = daxkmem_device_number(d, DAXKMEM_NODE);
	const struct huge_pool *pool;
	long long going;
	struct view v;

	for (i = 0; !rc && i < p->nr; i++) {
		pool = &p->v[i];
		if (pool->node != node || !pool->pages ||
		    huge_census(d, pool->size, blocks_going(d, left),
				&going) || !going)
			continue;
		v = look(d->ctx, p, pool, going);
		rc = check_view(d, p, &v, action);
	}
	return rc;
}

/**
 * huge_reason - explain huge pages in a block that stays online
 * @node: node of the block
 * @bytes: size of the huge pages in the block
 * @text, @next: receive reason and next step, from say()
 *
 * Returns false if no reason is known.
 */
bool huge_reason(struct daxkmem_ctx *ctx, int node, long long bytes,
		 const char **text, const char **next)
{
	struct huge_pools p;
	bool found = false;
	struct view v;
	int i;

	if (huge_pools_read(ctx, &p))
		return false;
	for (i = 0; !found && i < p.nr; i++) {
		if (p.v[i].node != node || p.v[i].size > bytes)
			continue;
		v = look(ctx, &p, &p.v[i], p.v[i].pages);
		found = short_of_pages(&v);
		if (!found)
			continue;
		*text = reserved_text(&v);
		*next = reserved_cure(ctx, &p, &v);
	}
	huge_pools_free(&p);
	return found;
}

int daxkmem_why_hugepages(const struct daxkmem_why *w, char *text, size_t len)
{
	const char *why, *cure;

	if (!huge_reason(w->set.ctx, w->set.node,
			 why_kind_bytes(w, PAGE_HUGETLB, DAXKMEM_MOVES), &why,
			 &cure))
		return -ENOENT;
	snprintf(text, len, "%s, so the last of them stay: %s", why, cure);
	return 0;
}
