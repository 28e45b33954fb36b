/* SPDX-License-Identifier: GPL-2.0-only */
/* CXL regions and the serial numbers of their memory devices. */
#ifndef DAX_KMEM_CXL_H
#define DAX_KMEM_CXL_H

#include <linux/device.h>

/* What happens to the dax device of a region. */
enum dk_cxl_event {
	DK_CXL_APPEARS,	/* it is about to be created */
	DK_CXL_EXISTS,	/* it was created earlier */
	DK_CXL_GONE,	/* it has been removed */
};

/**
 * typedef dk_cxl_region_fn - a region gets, has or lost its dax device
 * @region: regionN
 * @id: N; the dax device is daxN.0
 * @event: what happens to the dax device
 *
 * The caller holds the device lock of dax_regionN.
 */
typedef void dk_cxl_region_fn(struct device *region, unsigned int id,
			      enum dk_cxl_event event);

bool dk_cxl_has_serial(struct device *region, u64 serial);
int dk_cxl_watch(dk_cxl_region_fn *fn);
void dk_cxl_unwatch(void);

#endif /* DAX_KMEM_CXL_H */
