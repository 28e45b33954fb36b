// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct dax_device_driver got an enum dax_driver_type in place of
 * match_always in Linux 6.3 ("dax: Assign RAM regions to memory-hotplug
 * by default"). The struct is private; walk_hmem_resources()
 * came with the same series and is public.
 */
#include <linux/dax.h>

walk_hmem_fn probe;
