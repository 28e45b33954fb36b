/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Latency and bandwidth of memory, from firmware tables and the kernel. */
#ifndef LIBDAXKMEM_FIRMWARE_H
#define LIBDAXKMEM_FIRMWARE_H

#include "hmat.h"
#include "private.h"

struct firmware;

int firmware_open(const struct daxkmem_ctx *ctx, struct firmware **fw);
void firmware_close(struct firmware *fw);
int firmware_domain(const struct firmware *fw, u64 start, u64 length, u32 *pxm);
int firmware_performance(const struct firmware *fw, u32 pxm,
			 struct dk_hmat *perf);
int firmware_dram(const struct firmware *fw, u32 pxm,
		  struct dk_hmat *perf);
struct daxkmem_performance region_performance(const struct daxkmem_device *d);
int device_performance(const struct daxkmem_device *d,
		       const struct firmware *fw,
		       struct dk_hmat *perf,
		       struct dk_hmat *dram);

#endif /* LIBDAXKMEM_FIRMWARE_H */
