/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What firmware and kernel say of how fast memory is. */
#ifndef LIBDAXKMEM_FIRMWARE_H
#define LIBDAXKMEM_FIRMWARE_H

#include "hmat.h"
#include "private.h"

int firmware_performance(const struct daxkmem_ctx *ctx,
			 const struct daxkmem_range *range,
			 struct hmat_performance *perf,
			 struct hmat_performance *dram);
int node_performance(const struct daxkmem_ctx *ctx, int node,
		     struct hmat_performance *perf);

#endif /* LIBDAXKMEM_FIRMWARE_H */
