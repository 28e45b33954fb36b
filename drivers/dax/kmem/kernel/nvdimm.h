/* SPDX-License-Identifier: GPL-2.0-only */
/* Regions of persistent memory. */
#ifndef DAX_KMEM_NVDIMM_H
#define DAX_KMEM_NVDIMM_H

#include <linux/device.h>

struct device *dk_nvdimm_region(struct device *dev);
int dk_nvdimm_flush(struct device *dev);

#endif /* DAX_KMEM_NVDIMM_H */
