// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "room.h"

u64 dk_room_above(u64 nr, u64 reserve)
{
	return nr > reserve ? nr - reserve : 0;
}

/* Not all reclaimable pages count: some are in use and would be read again. */
u64 dk_room_reclaimable(u64 nr, u64 low)
{
	return nr - (nr / 2 < low ? nr / 2 : low);
}

void dk_room_add_zone(struct dk_kernel_room *r, const struct dk_zone_room *z)
{
	r->pages += dk_room_above(z->free, z->high + z->reserve) +
		    dk_room_reclaimable(z->file, z->low);
	r->low += z->low;
}

/* The number of available pages. The caller has set @r->slab. */
u64 dk_room_available(const struct dk_kernel_room *r)
{
	return r->pages + dk_room_reclaimable(r->slab, r->low);
}
