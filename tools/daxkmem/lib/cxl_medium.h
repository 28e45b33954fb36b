/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What memory of which CXL memory devices a dax device consists of, as a name. */
#ifndef LIBDAXKMEM_CXL_MEDIUM_H
#define LIBDAXKMEM_CXL_MEDIUM_H

#include "private.h"

#define MEDIUM_LEN 100

bool cxl_medium(const struct daxkmem_device *d, unsigned long long start,
		char *name);

#endif /* LIBDAXKMEM_CXL_MEDIUM_H */
