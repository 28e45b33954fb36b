/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is available to the kernel itself. */
#ifndef DAXKMEM_ZONEINFO_H
#define DAXKMEM_ZONEINFO_H

#include <stdbool.h>

long long kernel_room(void);
bool node_has_kernel_memory(int node);

#endif /* DAXKMEM_ZONEINFO_H */
