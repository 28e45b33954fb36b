// SPDX-License-Identifier: GPL-2.0-or-later
/* Find a guest by its number or name. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "domain.h"

bool domain_is_pv(const xc_domaininfo_t *info)
{
	return !(info->flags & XEN_DOMINF_hvm_guest);
}

/* Return: the domain number, or -1 if the word is not one. */
static long long by_number(const char *word)
{
	char *end;
	unsigned long n = strtoul(word, &end, 10);

	return *word < '0' || *word > '9' || *end || n >= DOMID_FIRST_RESERVED ?
	       -1 : (long long)n;
}

/*
 * Return: the domain number, -ESRCH if no guest has the name, or another
 * negative errno.
 */
static long long by_name(xc_interface *xc, const char *word)
{
	struct guest *v;
	long long found = -ESRCH;
	int i, nr = guests_read(xc, &v);

	for (i = 0; i < nr && found < 0; i++)
		if (v[i].name && !strcmp(v[i].name, word))
			found = v[i].domid;
	guests_free(v, nr);
	return nr < 0 ? nr : found;
}

/* Return: 0, -ESRCH if there is no such guest, or another negative errno. */
static int look_up(xc_interface *xc, const char *word, xc_domaininfo_t *info)
{
	long long domid = by_number(word);
	int nr;

	if (domid < 0)
		domid = by_name(xc, word);
	if (domid < 0)
		return domid;
	nr = xc_domain_getinfolist(xc, domid, 1, info);
	if (nr < 0)
		return -errno;
	return nr == 1 && info->domain == domid ? 0 : -ESRCH;
}

/* Return: 0, or an exit code after an error message. */
int domain_find(xc_interface *xc, const char *word, const char *action,
		xc_domaininfo_t *info)
{
	int rc = look_up(xc, word, info);

	if (!rc)
		return 0;
	if (rc == -ESRCH)
		return complain(FAILED, 0, word, action,
				"no such guest", "xl list");
	return complain(FAILED, -rc, word, action,
			"the hypervisor does not report its guests",
			next_step(-rc, "xl dmesg"));
}
