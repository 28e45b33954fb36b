/* SPDX-License-Identifier: GPL-2.0-only */
/* Have cpusets follow the mask of nodes with memory. */
#ifndef DAX_KMEM_KERNEL_CPUSETS_H
#define DAX_KMEM_KERNEL_CPUSETS_H

#include <linux/types.h>

int dk_cpusets_init(void);
void dk_cpusets_exit(void);
bool dk_cpusets_tell(void);

#endif /* DAX_KMEM_KERNEL_CPUSETS_H */
