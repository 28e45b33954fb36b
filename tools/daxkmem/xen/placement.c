// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Guest memory from one node and no other. libxenlight has a preference for
 * nodes, which Xen leaves when it finds no large page there; it has no word
 * for the flag that makes a node the only one. But all memory of a new guest
 * is asked for by two functions of libxenctrl, which Xen's other libraries
 * find through the dynamic linker. Those of the same name here are found
 * first; they add the flag, and call libxenctrl's.
 */
#include <dlfcn.h>
#include <errno.h>
#include "placement.h"
#include "xen.h"

typedef int populate_fn(xc_interface *xc, uint32_t domid, unsigned long nr,
			unsigned int order, unsigned int flags,
			xen_pfn_t *extents);

static struct {
	const struct pool *pool;	/* NULL: all is as ever */
	long long most;			/* bytes that may come from it */
	struct placement given;
} now;

/* From here on, the first @most bytes of guests are from the pool's node. */
void placement_begin(const struct pool *pool, long long most)
{
	now.pool = pool;
	now.most = most;
	now.given = (struct placement){ 0 };
}

struct placement placement_end(void)
{
	now.pool = NULL;
	return now.given;
}

static populate_fn *libxenctrls(const char *name)
{
	return (populate_fn *)dlsym(RTLD_NEXT, name);
}

static populate_fn *populate(void)
{
	static populate_fn *fn;

	if (!fn)
		fn = libxenctrls("xc_domain_populate_physmap");
	return fn;
}

/* The node that the caller prefers, if any, gives way. */
static unsigned int exact(unsigned int flags)
{
	return (flags & ~XENMEMF_node(0xfe)) | XENMEMF_exact_node(now.pool->node);
}

/* How many extents can still be of the node. */
static unsigned long room(unsigned long nr, unsigned int order)
{
	long long left = (now.most - now.given.from_node) /
			 (long long)(XEN_PAGE << order);

	return left < 0 ? 0 : left < (long long)nr ? (unsigned long)left : nr;
}

static void count(const xen_pfn_t *extents, int nr, long long size)
{
	struct daxkmem_range r;
	int i;

	for (i = 0; i < nr; i++) {
		r.start = extents[i] * XEN_PAGE;
		r.end = r.start + size;
		now.given.from_node += size;
		if (ranges_has(&now.pool->extents, &r))
			now.given.in_pool += size;
	}
}

/*
 * Returns how many extents Xen gave, or a negative value; as libxenctrl's. A
 * large page that what is left of the node has no room for is refused: who asks
 * goes on with smaller ones.
 */
static int place(xc_interface *xc, uint32_t domid, unsigned long nr,
		 unsigned int order, unsigned int flags, xen_pfn_t *extents)
{
	unsigned long first = room(nr, order);
	int got = 0, more;

	if (first)
		got = populate()(xc, domid, first, order, exact(flags),
				 extents);
	count(extents, got, XEN_PAGE << order);
	if (got < 0 || first == nr || now.given.from_node < now.most)
		return got;
	more = populate()(xc, domid, nr - first, order, flags,
			  extents + first);
	return more < 0 && !got ? more : got + (more > 0 ? more : 0);
}

/* Found by Xen's libraries in the place of libxenctrl's. */
int xc_domain_populate_physmap(xc_interface *xc, uint32_t domid,
			       unsigned long nr, unsigned int order,
			       unsigned int flags, xen_pfn_t *extents)
{
	if (!now.pool)
		return populate()(xc, domid, nr, order, flags, extents);
	return place(xc, domid, nr, order, flags, extents);
}

/* All of it, or a failure. */
int xc_domain_populate_physmap_exact(xc_interface *xc, uint32_t domid,
				     unsigned long nr, unsigned int order,
				     unsigned int flags, xen_pfn_t *extents)
{
	int got = xc_domain_populate_physmap(xc, domid, nr, order, flags,
					     extents);

	if (got >= 0 && (unsigned long)got == nr)
		return 0;
	if (got >= 0)
		errno = EBUSY;
	return -1;
}
