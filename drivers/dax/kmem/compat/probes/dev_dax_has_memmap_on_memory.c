// SPDX-License-Identifier: GPL-2.0-only
/*
 * struct dev_dax got bool memmap_on_memory in Linux 6.8 ("dax/kmem: allow
 * kmem to add memory with memmap_on_memory"). The struct is
 * private; the same series removed the argument of
 * mhp_supports_memmap_on_memory(), which is public.
 */
#include <linux/memory_hotplug.h>

bool (*probe)(void) = mhp_supports_memmap_on_memory;
