// SPDX-License-Identifier: GPL-2.0-only
/*
 * Since Linux 6.8 ("mm/memory_hotplug: introduce
 * MEM_PREPARE_ONLINE/MEM_FINISH_OFFLINE notifiers") a block can be refused
 * before its memmap is initialised; MEM_GOING_ONLINE is sent afterwards.
 */
#include <linux/memory.h>

int probe = MEM_PREPARE_ONLINE;
