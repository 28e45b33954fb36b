// SPDX-License-Identifier: GPL-2.0-only
/*
 * In Linux 6.3 ("dax: Assign RAM regions to memory-hotplug by default") an enum
 * dax_driver_type replaced match_always in struct dax_device_driver. The struct
 * is private; walk_hmem_resources() came with the same series and is public.
 */
#include <linux/dax.h>

walk_hmem_fn probe;
