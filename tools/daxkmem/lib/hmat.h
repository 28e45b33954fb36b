/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The firmware's table of memory latency and bandwidth. */
#ifndef LIBDAXKMEM_HMAT_H
#define LIBDAXKMEM_HMAT_H

#include "types.h"

/* Access from an initiator to a target; -1 for values missing in the table. */
struct hmat_performance {
	long long read_latency, write_latency;		/* nanoseconds */
	long long read_bandwidth, write_bandwidth;	/* MB/s */
};

int hmat_performance(const u8 *table, size_t len, u32 initiator, u32 target,
		     struct hmat_performance *p);
int hmat_initiator(const u8 *table, size_t len, u32 target, u32 *initiator);

#endif /* LIBDAXKMEM_HMAT_H */
