// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The kernel's pools of huge pages. Pages in the pool of a node are free or in
 * use. Pages that programs have reserved (by mmap(), before they touch them)
 * are among the free ones; their number is one for all nodes together.
 */
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include "host/hugepages.h"

#define NODES "/sys/devices/system/node"
#define POOL NODES "/node%d/hugepages/hugepages-%lldkB"
#define ALL_NODES "/sys/kernel/mm/hugepages/hugepages-%lldkB"

/* "hugepages-2048kB"; 0 for other names */
static long long size_of(const char *name)
{
	unsigned long long kb;
	int end = 0;

	if (sscanf(name, "hugepages-%llukB%n", &kb, &end) != 1 || !end ||
	    name[end] || kb > LLONG_MAX / 1024)
		return 0;
	return kb * 1024;
}

/* Not by say(): there may be many nodes, and callers keep texts of theirs. */
static long long number(int node, long long size, const char *file)
{
	long long n = root_number(ctx, POOL "/%s", node, size / 1024, file);

	return n < 0 ? 0 : n;
}

static int add_pool(struct huge_pools *p, int node, long long size)
{
	struct huge_pool *more = reallocarray(p->v, p->nr + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->v = more;
	more[p->nr++] = (struct huge_pool){
		.node = node,
		.size = size,
		.pages = number(node, size, "nr_hugepages"),
		.free = number(node, size, "free_hugepages"),
		.surplus = number(node, size, "surplus_hugepages"),
	};
	return 0;
}

static int add_node(struct huge_pools *p, int node)
{
	int i, rc = 0, nr;
	char **names;

	nr = root_list(ctx, &names, NODES "/node%d/hugepages", node);
	if (nr < 0)
		return nr == -ENOENT ? 0 : nr;
	for (i = 0; !rc && i < nr; i++)
		if (size_of(names[i]))
			rc = add_pool(p, node, size_of(names[i]));
	root_list_free(names, nr);
	return rc;
}

/**
 * huge_pools_read - the pools of all nodes and sizes
 * @p: gets them; huge_pools_free() ends it
 *
 * A kernel without huge pages has none. Returns 0, or a negative errno.
 */
int huge_pools_read(struct huge_pools *p)
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
			rc = add_node(p, node);
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

/* NULL if the node has no memory, or the kernel no such size. */
const struct huge_pool *huge_pool_of(const struct huge_pools *p, int node,
				     long long size)
{
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].node == node && p->v[i].size == size)
			return &p->v[i];
	return NULL;
}

/* What the pool of a node is set to: its pages without the surplus ones. */
long long huge_persistent(const struct huge_pools *p, int node,
			  long long size)
{
	const struct huge_pool *pool = huge_pool_of(p, node, size);

	return pool ? pool->pages - pool->surplus : 0;
}

/* On all nodes. */
long long huge_free(const struct huge_pools *p, long long size)
{
	long long pages = 0;
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].size == size)
			pages += p->v[i].free;
	return pages;
}

/* The kernel does not say on which node. */
long long huge_reserved(long long size)
{
	long long n = root_number(ctx, ALL_NODES "/resv_hugepages",
				  size / 1024);

	return n < 0 ? 0 : n;
}

/* A command for a shell that sets the pool of a node. */
const char *huge_command(int node, long long size, long long pages)
{
	return say("echo %lld > " POOL "/nr_hugepages", pages, node,
		   size / 1024);
}

/*
 * The kernel stops to allocate when a signal is pending, and these writes may
 * come after a signal has ended another one.
 */
static int write_pool(int node, long long size, long long word)
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

static long long persistent_now(int node, long long size)
{
	struct huge_pools p;
	long long rc = huge_pools_read(&p);

	if (rc)
		return rc;
	rc = huge_pool_of(&p, node, size) ? huge_persistent(&p, node, size) :
					    -ENOENT;
	huge_pools_free(&p);
	return rc;
}

/**
 * huge_set - set the pool of a node
 * @pages: how many it is to have, without surplus pages
 *
 * The kernel allocates what it can. Up to 6.6 it takes surplus pages of other
 * nodes for missing ones and allocates more (set_max_huge_pages() in
 * mm/hugetlb.c), so what is too much is written again, less.
 *
 * Returns how many there are then, or a negative errno: -ENOENT: no such node
 * or size; -EACCES.
 */
long long huge_set(int node, long long size, long long pages)
{
	int rc = write_pool(node, size, pages);
	long long have = rc ?: persistent_now(node, size);

	if (have <= pages)
		return have;
	rc = write_pool(node, size, have < 2 * pages ? 2 * pages - have : 0);
	return rc ?: persistent_now(node, size);
}
