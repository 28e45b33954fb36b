/* SPDX-License-Identifier: GPL-2.0-only */
/* What the kernel knows about physical addresses (/proc/iomem). */
#ifndef DAX_KMEM_IOMEM_H
#define DAX_KMEM_IOMEM_H

#include "core/span.h"

struct resource;

struct resource *dk_iomem_request(struct dk_span span, const char *name,
				  const char *device);
bool dk_iomem_is_ram(struct dk_span span);
bool dk_iomem_is_usable(struct dk_span span);
bool dk_iomem_busy(struct dk_span span, struct dk_span *what);
bool dk_iomem_foreign(struct dk_span span, struct dk_span *what);

#endif /* DAX_KMEM_IOMEM_H */
