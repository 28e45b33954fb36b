/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find a guest by number or name. */
#ifndef DAXKMEM_XEN_DOMAIN_H
#define DAXKMEM_XEN_DOMAIN_H

#include "daxkmem_xen.h"

int domain_find(xc_interface *xc, const char *word, const char *action,
		xc_domaininfo_t *info);
bool domain_is_pv(const xc_domaininfo_t *info);

#endif /* DAXKMEM_XEN_DOMAIN_H */
