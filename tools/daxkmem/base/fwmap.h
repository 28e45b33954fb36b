/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The memory map as firmware gave it, /sys/firmware/memmap. */
#ifndef LIBDAXKMEM_FWMAP_H
#define LIBDAXKMEM_FWMAP_H

#include "base/iomem.h"

int fwmap_soft_reserved(const struct daxkmem_ctx *ctx, struct iomem **list);

#endif /* LIBDAXKMEM_FWMAP_H */
