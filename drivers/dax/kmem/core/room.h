/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * What is available to the kernel itself, as for the memory map of what is added:
 * the sum of si_mem_available() (mm/page_alloc.c), but without the memory of
 * ZONE_MOVABLE, which the kernel may not have. All in pages.
 */
#ifndef DK_CORE_ROOM_H
#define DK_CORE_ROOM_H

#include "types.h"

/**
 * struct dk_zone_room - of a zone up to ZONE_NORMAL; the words of /proc/zoneinfo
 * @free: free pages
 * @high: the high watermark
 * @low: the low watermark
 * @reserve: what of the free pages is kept from those that want ZONE_NORMAL
 * @file: pages of files on the zone's lists
 */
struct dk_zone_room {
	u64 free;
	u64 high;
	u64 low;
	u64 reserve;
	u64 file;
};

/* Begins as { }. */
struct dk_kernel_room {
	u64 pages;	/* without those of slab caches */
	u64 slab;	/* that can be reclaimed */
	u64 low;
};

u64 dk_room_above(u64 nr, u64 reserve);
u64 dk_room_reclaimable(u64 nr, u64 low);
void dk_room_add_zone(struct dk_kernel_room *r, const struct dk_zone_room *z);
u64 dk_room_available(const struct dk_kernel_room *r);

#endif /* DK_CORE_ROOM_H */
