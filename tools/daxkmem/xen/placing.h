/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load the library that places the memory of guests into xl. */
#ifndef DAXKMEM_XEN_PLACING_H
#define DAXKMEM_XEN_PLACING_H

#include "placement.h"
#include "daxkmem_xen.h"

struct placing {
	struct placement *shared;	/* maps @fd, which xl inherits */
	size_t size;
	int fd;
};

int placing_open(struct placing *p, const struct pool *pool, long long most);
void placing_close(struct placing *p);
void placing_export(const struct placing *p);
const char *placing_library(void);

#endif /* DAXKMEM_XEN_PLACING_H */
