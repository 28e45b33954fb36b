// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Allocate guest memory from one node only. xl cannot request this: its NUMA
 * placement is a preference, which Xen drops when the node has no page of the
 * wanted size. But Xen's libraries allocate all memory of a new guest with two
 * functions of libxenctrl, which they find through the dynamic linker.
 * daxkmem-xen preloads this library into xl. Its functions of the same name are
 * found first, add the flag that makes a node the only one, and call
 * libxenctrl's.
 *
 * The process that xl leaves behind for the guest's life has the library too.
 * A guest that it creates again gets its memory in the same way.
 *
 * The library links with libc only, so that it also loads into a shell script
 * that starts xl.
 */
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <xenctrl.h>
#include "placement.h"

#define EXPORT __attribute__((visibility("default")))
#define NODEMAP_BYTES 128	/* more nodes than any Xen has */
#define PAGE_BYTES 4096LL

typedef int populate_fn(xc_interface *xc, uint32_t domid, unsigned long nr,
			unsigned int order, unsigned int flags,
			xen_pfn_t *extents);
typedef int setmaxmem_fn(xc_interface *xc, uint32_t domid, uint64_t kb);
typedef int setaffinity_fn(xc_interface *xc, uint32_t domid, uint8_t *nodes);

static struct placement *p;	/* NULL: place nothing */
static uint32_t guest;		/* the one that is being created */

static void *libxenctrls(const char *name)
{
	return dlsym(RTLD_NEXT, name);
}

static int populate(xc_interface *xc, uint32_t domid, unsigned long nr,
		    unsigned int order, unsigned int flags, xen_pfn_t *extents)
{
	populate_fn *fn = libxenctrls("xc_domain_populate_physmap");

	return fn(xc, domid, nr, order, flags, extents);
}

/*
 * Xen allocates some memory of the guest, such as page tables, without a node in
 * the request. Prefer the pool for it if all memory of the guest comes from the
 * pool. This is only a preference, so failure is not an error.
 */
static void prefer_nodes(xc_interface *xc, uint32_t domid)
{
	setaffinity_fn *fn = libxenctrls("xc_domain_node_setaffinity");
	bool all = p->most == INT64_MAX;
	uint8_t nodes[NODEMAP_BYTES];

	memset(nodes, all ? 0 : 0xff, sizeof(nodes));
	nodes[p->node / 8] ^= 1 << p->node % 8;
	if (fn)
		fn(xc, domid, nodes);
}

/* A guest that is created again has a new number: reset the counters. */
static void begin(xc_interface *xc, uint32_t domid)
{
	if (domid == guest)
		return;
	guest = domid;
	p->given = 0;
	p->in_pool = 0;
	p->exhausted = false;
	prefer_nodes(xc, domid);
}

/* Replace the node that the caller prefers, if any. */
static unsigned int exact(unsigned int flags)
{
	return (flags & ~XENMEMF_node(0xfe)) | XENMEMF_exact_node(p->node);
}

/* The number of extents that can still come from the node. */
static unsigned long room(unsigned long nr, long long size)
{
	unsigned long left = (p->most - p->given) / size;

	return left < nr ? left : nr;
}

static bool in_pool(uint64_t start, uint64_t end)
{
	uint32_t i;

	for (i = 0; i < p->nr; i++)
		if (start >= p->extents[i].start && end <= p->extents[i].end)
			return true;
	return false;
}

static void count(const xen_pfn_t *extents, int nr, long long size)
{
	uint64_t start;
	int i;

	for (i = 0; i < nr; i++) {
		start = extents[i] * PAGE_BYTES;
		p->given += size;
		if (in_pool(start, start + size))
			p->in_pool += size;
	}
}

static void exhausted(void)
{
	if (!p->exhausted)
		dprintf(STDERR_FILENO,
			"daxkmem: %s (Xen node %d) has no more memory for domain %u, which has %lld MiB of it\n",
			p->pool, p->node, guest, (long long)p->given >> 20);
	p->exhausted = true;
}

/*
 * Returns the number of extents that Xen allocated, or a negative value, like
 * libxenctrl's. Refuses a large page that exceeds what may still come from the
 * node: the caller continues with smaller ones.
 */
static int place(xc_interface *xc, uint32_t domid, unsigned long nr,
		 unsigned int order, unsigned int flags, xen_pfn_t *extents)
{
	long long size = PAGE_BYTES << order;
	unsigned long first = room(nr, size);
	int got = 0, more;

	if (first)
		got = populate(xc, domid, first, order, exact(flags), extents);
	count(extents, got, size);
	if (!order && (got < 0 || (unsigned long)got < first))
		exhausted();
	if (got < 0 || first == nr || p->given < p->most)
		return got;
	more = populate(xc, domid, nr - first, order, flags, extents + first);
	return more < 0 && !got ? more : got + (more > 0 ? more : 0);
}

/* Called once for each new guest, before Xen allocates memory for it. */
EXPORT int xc_domain_setmaxmem(xc_interface *xc, uint32_t domid,
			       uint64_t max_memkb)
{
	setmaxmem_fn *fn = libxenctrls("xc_domain_setmaxmem");

	if (p)
		begin(xc, domid);
	return fn(xc, domid, max_memkb);
}

EXPORT int xc_domain_populate_physmap(xc_interface *xc, uint32_t domid,
				      unsigned long nr, unsigned int order,
				      unsigned int flags, xen_pfn_t *extents)
{
	if (!p)
		return populate(xc, domid, nr, order, flags, extents);
	begin(xc, domid);
	return place(xc, domid, nr, order, flags, extents);
}

/* Allocates all extents, or fails. */
EXPORT int xc_domain_populate_physmap_exact(xc_interface *xc, uint32_t domid,
					    unsigned long nr,
					    unsigned int order,
					    unsigned int flags,
					    xen_pfn_t *extents)
{
	int got = xc_domain_populate_physmap(xc, domid, nr, order, flags,
					     extents);

	if (got >= 0 && (unsigned long)got == nr)
		return 0;
	if (got >= 0)
		errno = EBUSY;
	return -1;
}

/* Programs that xl starts do not need the library: undo daxkmem-xen's change. */
static void leave_environment(void)
{
	const char *list = getenv("LD_PRELOAD");
	const char *rest = list ? strchr(list, ':') : NULL;

	if (rest)
		setenv("LD_PRELOAD", rest + 1, 1);
	else
		unsetenv("LD_PRELOAD");
	unsetenv(PLACEMENT_FD);
}

static void *map(int fd)
{
	struct stat st;
	void *at = MAP_FAILED;

	if (!fstat(fd, &st) && st.st_size >= (off_t)sizeof(*p))
		at = mmap(NULL, st.st_size, PROT_READ | PROT_WRITE, MAP_SHARED,
			  fd, 0);
	close(fd);
	return at == MAP_FAILED ? NULL : at;
}

/* Exit, so that xl does not create a guest whose memory is not placed. */
static void check_version(void)
{
	if (p && !strncmp(p->version, VERSION, sizeof(p->version)))
		return;
	dprintf(STDERR_FILENO,
		"daxkmem: " PLACEMENT_LIBRARY " has version " VERSION ", but daxkmem-xen has %.*s; install both from the same package\n",
		(int)sizeof(p->version), p ? p->version : "another");
	_exit(EXIT_FAILURE);
}

/* Do nothing in a script that starts xl: it passes the library on. */
__attribute__((constructor)) static void load(void)
{
	const char *fd = getenv(PLACEMENT_FD);

	if (!fd || !libxenctrls("xc_domain_create"))
		return;
	p = map(atoi(fd));
	check_version();
	leave_environment();
	p->loaded = true;
}
