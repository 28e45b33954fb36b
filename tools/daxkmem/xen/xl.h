/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Run xl, the toolstack that creates and destroys guests. */
#ifndef DAXKMEM_XEN_XL_H
#define DAXKMEM_XEN_XL_H

#include "daxkmem_xen.h"

struct placing;

#define XL_MISSING 127	/* exit status if xl cannot be started, as in sh */

int xl_run(const struct placing *p, const char *const *argv, char **out);
int xl_domain(const char *command, uint32_t domid);

#endif /* DAXKMEM_XEN_XL_H */
