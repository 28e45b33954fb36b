/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a CXL memory device answers to the command Get Health Info. */
#ifndef LIBDAXKMEM_HEALTH_H
#define LIBDAXKMEM_HEALTH_H

#include "libdaxkmem.h"
#include "types.h"

#define HEALTH_LEN 18	/* bytes of the answer */

int health_parse(const u8 *answer, size_t len, struct daxkmem_health *h);

#endif /* LIBDAXKMEM_HEALTH_H */
