// SPDX-License-Identifier: GPL-2.0-or-later
/* The guests of the host, including Dom0. */
#include <errno.h>
#include <stdlib.h>
#include <xenstore.h>
#include "daxkmem_xen.h"

#define AT_ONCE 64

/* Names are in xenstore, which may not be running: @xs is NULL then. */
static char *name_of(struct xs_handle *xs, uint32_t domid)
{
	unsigned int len;

	return xs ? xs_read(xs, XBT_NULL, say("/local/domain/%u/name", domid),
			    &len) : NULL;
}

static int add(struct guest **v, int nr, const xc_domaininfo_t *info,
	       struct xs_handle *xs)
{
	struct guest *more = reallocarray(*v, nr + 1, sizeof(**v));

	if (!more)
		return -ENOMEM;
	*v = more;
	more[nr] = (struct guest){
		.domid = info->domain,
		.name = name_of(xs, info->domain),
		.pv = !(info->flags & XEN_DOMINF_hvm_guest),
		.size = info->tot_pages * XEN_PAGE,
	};
	return nr + 1;
}

static int read_all(xc_interface *xc, struct xs_handle *xs, struct guest **v)
{
	xc_domaininfo_t info[AT_ONCE];
	int i, got, nr = 0;
	uint32_t from = 0;

	do {
		got = xc_domain_getinfolist(xc, from, AT_ONCE, info);
		if (got < 0)
			return -errno;
		for (i = 0; i < got; i++) {
			nr = add(v, nr, &info[i], xs);
			if (nr < 0)
				return nr;
			from = info[i].domain + 1;
		}
	} while (got == AT_ONCE);
	return nr;
}

/*
 * Read all guests into an array for guests_free(). Return: the number of
 * guests, or a negative errno.
 */
int guests_read(xc_interface *xc, struct guest **v)
{
	struct xs_handle *xs = xs_open(0);
	int nr;

	*v = NULL;
	nr = read_all(xc, xs, v);
	if (xs)
		xs_close(xs);
	return nr;
}

void guests_free(struct guest *v, int nr)
{
	while (nr-- > 0)
		free(v[nr].name);
	free(v);
}
