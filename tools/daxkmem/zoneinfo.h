/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that is available to the kernel itself, from /proc/zoneinfo. */
#ifndef DAXKMEM_ZONEINFO_H
#define DAXKMEM_ZONEINFO_H

long long kernel_room(void);

#endif /* DAXKMEM_ZONEINFO_H */
