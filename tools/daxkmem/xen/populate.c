// SPDX-License-Identifier: GPL-2.0-or-later
/* Add memory to a guest, completely or not at all. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "mapping.h"
#include "populate.h"

#define ACTION "add memory"
#define BATCH 1024			/* pages between checks for a signal */
#define LARGE_BATCH 64
#define LARGE_ORDER 9			/* 2 MiB */
#define LARGE (1L << LARGE_ORDER)
#define LOW_END (1L << 20)		/* 4 GiB, above devices and special pages */
#define MOST_GFN (1L << 36)

static int fails(const struct population *p, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, p->word, ACTION, cause, next);
}

/* First multiple of 2 MiB above the memory and the devices of the guest. */
static long long free_gfn(unsigned long last)
{
	long long gfn = last + 1 > LOW_END ? last + 1 : LOW_END;

	return (gfn + LARGE - 1) / LARGE * LARGE;
}

/* Xen crashes a guest that gets memory at frames with a part of a device. */
static int check_parts(const struct population *p)
{
	struct dk_span gfns = {
		p->gfn, p->gfn + p->size / (long long)XEN_PAGE
	};

	if (!store_sees(p->info.domain, p->info.handle, gfns))
		return 0;
	return fails(p, EEXIST, "it may have a part of a device there",
		     "daxkmem xen maps; omit --gfn, or choose another");
}

static int check_gfn(struct population *p)
{
	xen_pfn_t last;
	long long taken;
	int rc;

	if (xc_domain_maximum_gpfn(p->xc, p->info.domain, &last) < 0)
		return fails(p, errno, "the hypervisor does not report its highest GFN",
			     NULL);
	if (p->gfn < 0)
		p->gfn = free_gfn(last);
	if (p->gfn > MOST_GFN - p->size / (long long)XEN_PAGE)
		return fails(p, ERANGE, say("GFN 0x%llx is beyond the addresses of a guest",
					    p->gfn), NULL);
	rc = occupied_first(p, last, &taken);
	if (rc < 0)
		return fails(p, -rc, "it is unknown whether the guest already has memory there",
			     "omit --gfn");
	if (rc)
		return fails(p, EEXIST, say("the guest already has memory at GFN 0x%llx", taken),
			     "omit --gfn, or choose another");
	return check_parts(p);
}

static int check_room(const struct population *p)
{
	struct xen_node *v;
	int node = p->pool->node, nr = xen_nodes(p->xc, &v);
	long long room;

	if (nr < 0)
		return fails(p, -nr, "the hypervisor does not report free memory",
			     NULL);
	room = node < nr ? v[node].free : 0;
	free(v);
	if (p->size <= room)
		return 0;
	return fails(p, ENOMEM,
		     say("%s requested, but only %s of %s (Xen node %d) is free",
			 human(p->size), human(room), device_name(p->pool->d),
			 node),
		     "daxkmem xen list shows the free memory");
}

/**
 * populate_check - check whether memory can be added to a guest
 * @p: has its word, pool, size, gfn, xc and info set; a gfn of -1 is replaced
 *	by a free frame
 *
 * Return: 0, or an exit code after an error message.
 */
int populate_check(struct population *p)
{
	if (!p->info.domain)
		return fails(p, 0, "this is Dom0, the host's own domain",
			     "name a guest");
	if (domain_is_pv(&p->info))
		return fails(p, 0, "a PV guest can only add memory itself",
			     "daxkmem xen create gives a PV guest memory from a pool");
	if (p->size <= 0 || p->size % XEN_PAGE)
		return complain(USAGE, 0, p->word, ACTION,
				say("%lld bytes are not a whole number of pages", p->size),
				"use a size such as 64M or 1G");
	return check_room(p) ?: check_gfn(p);
}

/*
 * Fill @v with the frames of one hypercall: extents of 2^@order pages from @gfn
 * on, a batch at most. Return: the number of extents.
 */
static int extents(xen_pfn_t *v, unsigned long gfn, long pages, int order)
{
	int most = order ? LARGE_BATCH : BATCH;
	int i, nr = pages >> order < most ? pages >> order : most;

	for (i = 0; i < nr; i++)
		v[i] = gfn + ((unsigned long)i << order);
	return nr;
}

/* Return: the number of allocated 4 KiB pages, or a negative errno. */
static long ask(const struct population *p, unsigned long gfn, long pages,
		int order)
{
	xen_pfn_t v[BATCH];
	int nr = extents(v, gfn, pages, order);
	int got = xc_domain_populate_physmap(p->xc, p->info.domain, nr, order,
					     XENMEMF_exact_node(p->pool->node),
					     v);

	return got < 0 ? -errno : (long)got << order;
}

/*
 * Allocate a batch of 2 MiB pages if @gfn is aligned and Xen has some.
 * Otherwise allocate 4 KiB pages up to the next 2 MiB boundary. Return: as
 * ask().
 */
static long some(const struct population *p, unsigned long gfn, long pages)
{
	long got = 0;

	if (gfn % LARGE == 0 && pages >= LARGE)
		got = ask(p, gfn, pages, LARGE_ORDER);
	if (got > 0)
		return got;
	if (pages > LARGE - (long)(gfn % LARGE))
		pages = LARGE - gfn % LARGE;
	return ask(p, gfn, pages, 0);
}

/*
 * Free the first @pages of the population again. Return: the number of pages
 * that the guest keeps, after a warning; 0 if none.
 */
static long take_back(const struct population *p, long pages)
{
	xen_pfn_t v[BATCH];
	long done;
	int nr, got;

	for (done = 0; done < pages; done += got) {
		nr = extents(v, p->gfn + done, pages - done, 0);
		got = xc_domain_decrease_reservation(p->xc, p->info.domain, nr,
						     0, v);
		if (got <= 0) {
			warn(p->word, say("the memory at GFN 0x%llx cannot be taken back: %s",
					  p->gfn + done,
					  got ? strerrorname_np(errno) : "Xen gives no reason"));
			return pages - done;
		}
	}
	return 0;
}

static int set_most(const struct population *p, unsigned long long pages)
{
	return xc_domain_setmaxmem(p->xc, p->info.domain,
				   pages * (XEN_PAGE / 1024));
}

/*
 * Free the @done pages that were allocated before @err; EINTR: interrupted by a signal.
 * Return: an exit code after an error message.
 */
static int give_up(const struct population *p, int err, long done)
{
	long left = take_back(p, done);

	if (left)
		return complain(PARTLY, err, p->word, ACTION,
				say("Xen allocated %s of %s, and the guest keeps %s of that",
				    human(done * (long long)XEN_PAGE),
				    human(p->size),
				    human(left * (long long)XEN_PAGE)),
				"the memory becomes free when the guest ends");
	if (err == EINTR)
		return fails(p, err, "interrupted by a signal; the guest is unchanged",
			     NULL);
	return fails(p, err, say("Xen allocated only %s of %s, which was taken back",
				 human(done * (long long)XEN_PAGE),
				 human(p->size)),
		     "daxkmem xen list shows the free memory");
}

static int give(const struct population *p, long pages)
{
	long done = 0, got = 1;

	while (done < pages && got > 0 && !stop_asked()) {
		got = some(p, p->gfn + done, pages - done);
		done += got > 0 ? got : 0;
	}
	if (done == pages)
		return 0;
	if (stop_asked())
		return give_up(p, EINTR, done);
	return give_up(p, got < 0 ? -got : ENOMEM, done);
}

static int give_with_tables(const struct population *p, long pages)
{
	uint64_t before;
	int rc = tables_grow(p->xc, p->info.domain, pages, &before);

	if (rc)
		return fails(p, -rc, "its paging pool cannot grow by the page tables needed",
			     next_step(-rc, "about 2 MiB per GiB are needed from the host's memory: xl info"));
	rc = give(p, pages);
	if (rc)
		tables_shrink(p->xc, p->info.domain, before);
	return rc;
}

/*
 * Add the memory. Call populate_check() first, under the same xen_lock(), because it
 * chooses the frames. Return: 0, or an exit code after an error message; PARTLY if
 * the guest keeps some of the memory.
 */
int populate_guest(const struct population *p)
{
	long pages = p->size / XEN_PAGE;
	bool raise = p->info.tot_pages + pages > p->info.max_pages;
	int rc;

	if (raise && set_most(p, p->info.tot_pages + pages))
		return fails(p, errno, "its memory limit cannot be raised",
			     next_step(errno, NULL));
	rc = give_with_tables(p, pages);
	if (rc && raise)
		set_most(p, p->info.max_pages);
	return rc;
}
