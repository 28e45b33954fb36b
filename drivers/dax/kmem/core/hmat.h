/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* The firmware's table of memory latency and bandwidth. */
#ifndef DK_CORE_HMAT_H
#define DK_CORE_HMAT_H

#include "types.h"

/* Access from an initiator to a target; -1 for values missing in the table. */
struct dk_hmat {
	long long read_latency, write_latency;		/* nanoseconds */
	long long read_bandwidth, write_bandwidth;	/* MB/s */
};

int dk_hmat_performance(const u8 *table, size_t len, u32 initiator, u32 target,
			struct dk_hmat *p);
void dk_hmat_take(struct dk_hmat *p, u32 type, u32 entry, u64 base);
int dk_hmat_initiator(const u8 *table, size_t len, u32 target,
		      bool (*usable)(u32 domain), u32 *initiator);

#endif /* DK_CORE_HMAT_H */
