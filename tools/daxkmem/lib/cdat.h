/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of a CXL device with the latency and bandwidth of its memory. */
#ifndef LIBDAXKMEM_CDAT_H
#define LIBDAXKMEM_CDAT_H

#include "hmat.h"

int cdat_performance(const u8 *table, size_t len, u64 start, u64 size,
		     struct dk_hmat *p);

#endif /* LIBDAXKMEM_CDAT_H */
