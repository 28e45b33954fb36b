// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whose the pages of a pool are, as far as the hypervisor says.
 *
 * Its table of machine pages, which Dom0 may read, has the guest's number of
 * each page that a guest has, but not which guest. Whether a page is a certain
 * PV guest's, the hypervisor answers; of PVH and HVM guests it does not, since
 * it knows their pages by the guest's numbers alone.
 */
#include <errno.h>
#include <stdlib.h>
#include <sys/mman.h>
#include "xen.h"
#include <xenguest.h>	/* wants what xenctrl.h has */

#define AT_ONCE 1024		/* pages that the hypervisor is asked of */
#define NOBODYS (~0UL)

/* In Xen's libxenctrl, and declared in none of the headers that come with it. */
int xc_get_pfn_type_batch(xc_interface *xch, uint32_t dom, unsigned int num,
			  xen_pfn_t *arr);

struct owners {
	xen_pfn_t *table;
	unsigned long nr;
};

/* Returns 0, or a negative errno. */
int owners_open(xc_interface *xc, struct owners **o)
{
	unsigned long last;

	if (xc_maximum_ram_page(xc, &last))
		return -errno;
	*o = calloc(1, sizeof(**o));
	if (!*o)
		return -ENOMEM;
	(*o)->nr = last + 1;
	(*o)->table = xc_map_m2p(xc, last, PROT_READ, NULL);
	if ((*o)->table)
		return 0;
	free(*o);
	return errno ? -errno : -EIO;
}

void owners_close(xc_interface *xc, struct owners *o)
{
	(void)xc;
	munmap(o->table, o->nr * sizeof(*o->table));
	free(o);
}

static bool in_guest(const struct owners *o, unsigned long page)
{
	return page < o->nr && o->table[page] != NOBODYS;
}

/* Bytes there that some guest has. */
long long owners_in_guests(const struct owners *o, const struct ranges *where)
{
	unsigned long page;
	long long pages = 0;
	int i;

	for (i = 0; i < where->nr; i++)
		for (page = where->v[i].start / XEN_PAGE;
		     page < where->v[i].end / XEN_PAGE; page++)
			pages += in_guest(o, page);
	return pages * XEN_PAGE;
}

/* How many of these are the guest's? Or a negative errno. */
static int count_pv(xc_interface *xc, uint32_t domid, xen_pfn_t *pages, int nr)
{
	int i, mine = 0;

	if (nr && xc_get_pfn_type_batch(xc, domid, nr, pages))
		return -errno;
	for (i = 0; i < nr; i++)
		mine += (pages[i] & XEN_DOMCTL_PFINFO_LTAB_MASK) !=
			XEN_DOMCTL_PFINFO_XTAB;
	return mine;
}

/* Bytes there that a PV guest has, or a negative errno. */
long long owners_of_pv(const struct owners *o, xc_interface *xc, uint32_t domid,
		       const struct ranges *where)
{
	xen_pfn_t pages[AT_ONCE];
	unsigned long page;
	long long sum = 0;
	int i, rc, nr = 0;

	for (i = 0; i < where->nr; i++) {
		for (page = where->v[i].start / XEN_PAGE;
		     page < where->v[i].end / XEN_PAGE; page++) {
			if (in_guest(o, page))
				pages[nr++] = page;
			if (nr < AT_ONCE && page + 1 < where->v[i].end / XEN_PAGE)
				continue;
			rc = count_pv(xc, domid, pages, nr);
			if (rc < 0)
				return rc;
			sum += rc;
			nr = 0;
		}
	}
	return sum * XEN_PAGE;
}
