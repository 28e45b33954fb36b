// SPDX-License-Identifier: GPL-2.0-only
/* The layout before dev_dax_has_memmap_on_memory: exactly one may compile. */
#include <linux/memory_hotplug.h>

bool (*probe)(unsigned long size) = mhp_supports_memmap_on_memory;
