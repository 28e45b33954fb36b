/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Memory that is available to the kernel itself, for example for the memmap of
 * added memory: the same sum as in si_mem_available() (mm/page_alloc.c), but
 * without ZONE_MOVABLE, which kernel allocations cannot use. In pages.
 */
#ifndef DK_CORE_ROOM_H
#define DK_CORE_ROOM_H

#include "types.h"

/**
 * struct dk_zone_room - numbers of a zone up to ZONE_NORMAL, see /proc/zoneinfo
 * @free: free pages
 * @high: the high watermark
 * @low: the low watermark
 * @reserve: free pages that are reserved from allocations for ZONE_NORMAL
 * @file: file pages on the zone's LRU lists
 */
struct dk_zone_room {
	u64 free;
	u64 high;
	u64 low;
	u64 reserve;
	u64 file;
};

/* Initialise with { }. */
struct dk_kernel_room {
	u64 pages;	/* without slab */
	u64 slab;	/* reclaimable slab */
	u64 low;
};

u64 dk_room_above(u64 nr, u64 reserve);
u64 dk_room_reclaimable(u64 nr, u64 low);
void dk_room_add_zone(struct dk_kernel_room *r, const struct dk_zone_room *z);
u64 dk_room_available(const struct dk_kernel_room *r);

#endif /* DK_CORE_ROOM_H */
