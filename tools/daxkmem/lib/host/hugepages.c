// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The kernel's pools of huge pages. Pages in the pool of a node are free or in
 * use. Pages that programs have reserved (by mmap(), before the first access)
 * count as free; the kernel only reports their number for all nodes together.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "lib/host/hugepages.h"

#define NODES "/sys/devices/system/node"
#define POOL NODES "/node%d/hugepages/hugepages-%lldkB"
#define ALL_NODES "/sys/kernel/mm/hugepages/hugepages-%lldkB"

/* Returns the size for "hugepages-2048kB"; 0 for other names. */
static long long size_of(const char *name)
{
	unsigned long long kb;
	int end = 0;

	if (sscanf(name, "hugepages-%llukB%n", &kb, &end) != 1 || !end ||
	    name[end] || kb > LLONG_MAX / 1024)
		return 0;
	return kb * 1024;
}

/* Without say(): many nodes would exhaust its texts while callers use some. */
static long long number(struct daxkmem_ctx *ctx, int node, long long size,
			const char *file)
{
	long long n = root_number(ctx, POOL "/%s", node, size / 1024, file);

	return n < 0 ? 0 : n;
}

static int add_pool(struct daxkmem_ctx *ctx, struct huge_pools *p, int node,
		    long long size)
{
	struct huge_pool *more = reallocarray(p->v, p->nr + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->v = more;
	more[p->nr++] = (struct huge_pool){
		.node = node,
		.size = size,
		.pages = number(ctx, node, size, "nr_hugepages"),
		.free = number(ctx, node, size, "free_hugepages"),
		.surplus = number(ctx, node, size, "surplus_hugepages"),
	};
	return 0;
}

static int add_node(struct daxkmem_ctx *ctx, struct huge_pools *p, int node)
{
	int i, rc = 0, nr;
	char **names;

	nr = root_list(ctx, &names, NODES "/node%d/hugepages", node);
	if (nr < 0)
		return nr == -ENOENT ? 0 : nr;
	for (i = 0; !rc && i < nr; i++)
		if (size_of(names[i]))
			rc = add_pool(ctx, p, node, size_of(names[i]));
	root_list_free(names, nr);
	return rc;
}

/**
 * huge_pools_read - read the pools of all nodes and sizes
 * @p: receives the pools; free it with huge_pools_free()
 *
 * Returns 0, also if the kernel has no huge pages, or a negative errno.
 */
int huge_pools_read(struct daxkmem_ctx *ctx, struct huge_pools *p)
{
	int i, node, end, rc = 0, nr;
	char **names;

	*p = (struct huge_pools){ .nr = 0 };
	nr = root_list(ctx, &names, NODES);
	if (nr < 0)
		return nr == -ENOENT ? 0 : nr;
	for (i = 0; !rc && i < nr; i++)
		if (sscanf(names[i], "node%d%n", &node, &end) == 1 &&
		    !names[i][end])
			rc = add_node(ctx, p, node);
	root_list_free(names, nr);
	if (rc)
		huge_pools_free(p);
	return rc;
}

void huge_pools_free(struct huge_pools *p)
{
	free(p->v);
	*p = (struct huge_pools){ .nr = 0 };
}

/* Returns NULL if the node has no memory or the kernel lacks the size. */
const struct huge_pool *huge_pool_of(const struct huge_pools *p, int node,
				     long long size)
{
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].node == node && p->v[i].size == size)
			return &p->v[i];
	return NULL;
}

/* Returns the pages of a node's pool without surplus pages, as it was set. */
long long huge_persistent(const struct huge_pools *p, int node,
			  long long size)
{
	const struct huge_pool *pool = huge_pool_of(p, node, size);

	return pool ? pool->pages - pool->surplus : 0;
}

/* Returns the number of free pages on all nodes. */
long long huge_free(const struct huge_pools *p, long long size)
{
	long long pages = 0;
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].size == size)
			pages += p->v[i].free;
	return pages;
}

/* Returns the reserved pages of all nodes. There is no number per node. */
long long huge_reserved(struct daxkmem_ctx *ctx, long long size)
{
	long long n = root_number(ctx, ALL_NODES "/resv_hugepages",
				  size / 1024);

	return n < 0 ? 0 : n;
}

/* Returns a shell command that sets the pool of a node. */
const char *huge_command(int node, long long size, long long pages)
{
	return say("echo %lld > " POOL "/nr_hugepages", pages, node,
		   size / 1024);
}

/*
 * Block signals: the kernel stops allocating huge pages when a signal is
 * pending, and a pool may be written after a signal has ended a change.
 */
static int write_pool(struct daxkmem_ctx *ctx, int node, long long size,
		      long long word)
{
	char text[WORD_LEN];
	sigset_t all, was;
	int rc;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &was);
	snprintf(text, sizeof(text), "%lld", word);
	rc = root_write(ctx, text, POOL "/nr_hugepages", node, size / 1024);
	sigprocmask(SIG_SETMASK, &was, NULL);
	return rc;
}

static long long persistent_now(struct daxkmem_ctx *ctx, int node,
				long long size)
{
	struct huge_pools p;
	long long rc = huge_pools_read(ctx, &p);

	if (rc)
		return rc;
	rc = huge_pool_of(&p, node, size) ? huge_persistent(&p, node, size) :
					    -ENOENT;
	huge_pools_free(&p);
	return rc;
}

/**
 * huge_set - set the pool of a node
 * @pages: number of pages, without surplus pages
 *
 * The kernel allocates as many as it can. Up to Linux 6.6 it counts surplus
 * pages of other nodes as missing and allocates too many (set_max_huge_pages()
 * in mm/hugetlb.c). In this case, write again with the excess subtracted.
 *
 * Returns the number of pages in the pool, or a negative errno: -ENOENT: no
 * such node or size; -EACCES.
 */
long long huge_set(struct daxkmem_ctx *ctx, int node, long long size,
		   long long pages)
{
	int rc = write_pool(ctx, node, size, pages);
	long long have = rc ?: persistent_now(ctx, node, size);

	if (have <= pages)
		return have;
	rc = write_pool(ctx, node, size,
			have < 2 * pages ? 2 * pages - have : 0);
	return rc ?: persistent_now(ctx, node, size);
}
