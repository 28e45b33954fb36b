/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Memory that is available to the kernel itself. */
#ifndef DAXKMEM_ZONEINFO_H
#define DAXKMEM_ZONEINFO_H

#include "lib/private.h"

long long kernel_room(struct daxkmem_ctx *ctx);
bool node_has_kernel_memory(struct daxkmem_ctx *ctx, int node);

#endif /* DAXKMEM_ZONEINFO_H */
