/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory map as firmware gave it to the kernel. */
#ifndef DAX_KMEM_FWMAP_H
#define DAX_KMEM_FWMAP_H

#include "core/span.h"

bool dk_fwmap_is_ram(struct dk_span span);

#endif /* DAX_KMEM_FWMAP_H */
