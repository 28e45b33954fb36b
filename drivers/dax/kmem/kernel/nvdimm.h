/* SPDX-License-Identifier: GPL-2.0-only */
/* Regions of persistent memory and their namespaces. */
#ifndef DAX_KMEM_NVDIMM_H
#define DAX_KMEM_NVDIMM_H

#include <linux/device.h>
#include "core/span.h"

struct device *dk_nvdimm_region(struct device *dev);
int dk_nvdimm_flush(struct device *dev);
bool dk_nvdimm_namespace(struct kset *devices, struct dk_span span, char *who,
			 size_t size);

#endif /* DAX_KMEM_NVDIMM_H */
