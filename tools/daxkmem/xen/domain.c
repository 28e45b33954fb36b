// SPDX-License-Identifier: GPL-2.0-or-later
/* The guest that a word names: its number, or its name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "domain.h"

bool domain_is_pv(const xc_domaininfo_t *info)
{
	return !(info->flags & XEN_DOMINF_hvm_guest);
}

/* Returns a number, or -1. */
static long long by_number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	return *word < '0' || *word > '9' || *end || n >= DOMID_FIRST_RESERVED ?
	       -1 : (long long)n;
}

static long long by_name(xc_interface *xc, const char *word)
{
	struct guest *v;
	long long found = -1;
	int i, nr = guests_read(xc, &v);

	for (i = 0; i < nr && found < 0; i++)
		if (v[i].name && !strcmp(v[i].name, word))
			found = v[i].domid;
	guests_free(v, nr);
	return found;
}

/* Returns 0, or an exit code after a complaint. */
int domain_find(xc_interface *xc, const char *word, const char *action,
		xc_domaininfo_t *info)
{
	long long domid = by_number(word);

	if (domid < 0)
		domid = by_name(xc, word);
	if (domid >= 0 && xc_domain_getinfolist(xc, domid, 1, info) == 1 &&
	    info->domain == domid)
		return 0;
	return complain(FAILED, 0, word, action, "there is no such guest",
			"xl list");
}
