// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct dev_dax got u64 cached_size, and enum dax_driver_type got
 * DAXDRV_FSDEV_TYPE, for file systems on device-dax (famfs). Both are private;
 * dax_dev_get() came with them and is public. Linux 7.2 and 7.3 have all three,
 * 6.12 none.
 */
#include <linux/dax.h>

struct dax_device *(*probe)(dev_t devt) = dax_dev_get;
