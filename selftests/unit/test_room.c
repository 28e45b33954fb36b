// SPDX-License-Identifier: GPL-2.0-only
/* core/room: memory that the kernel can allocate, against sums by hand. */
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/room.h"

static u64 sum(const struct dk_zone_room *zones, int nr, u64 slab)
{
	struct dk_kernel_room r = { .slab = slab };
	int i;

	for (i = 0; i < nr; i++)
		dk_room_add_zone(&r, &zones[i]);
	return dk_room_available(&r);
}

static u64 one(struct dk_zone_room z, u64 slab)
{
	return sum(&z, 1, slab);
}

static void free_pages(void)
{
	point(sum(NULL, 0, 0) == 0, "without zones there is no room");
	point(one((struct dk_zone_room){ .free = 1000, .high = 100, .reserve = 50 }, 0) == 850,
	      "free pages count above the watermark and the reserve");
	point(one((struct dk_zone_room){ .free = 120, .high = 100, .reserve = 50 }, 0) == 0,
	      "a zone below them does not reduce the room of others");
}

static void reclaim(void)
{
	point(one((struct dk_zone_room){ .low = 10, .file = 100 }, 0) == 90,
	      "file pages count above the low watermark");
	point(one((struct dk_zone_room){ .low = 80, .file = 100 }, 0) == 50,
	      "... but at least half of them count");
	point(one((struct dk_zone_room){ .low = 10 }, 100) == 90 &&
	      one((struct dk_zone_room){ .low = 80 }, 101) == 51,
	      "slab caches count in the same way");
}

static void add_up(void)
{
	static const struct dk_zone_room v[] = {
		{ .free = 3840, .high = 16, .low = 13, .reserve = 20000 },
		{ .free = 700000, .high = 3000, .low = 2500, .reserve = 5000, .file = 20 },
		{ .free = 4000, .high = 5000, .low = 4000, .file = 60000 },
	};

	point(sum(v, 3, 9000) == 692000 + 10 + 56000 + 4500,
	      "zones add up, and slab caches use the sum of the low watermarks");
}

int main(void)
{
	points_planned(7);
	free_pages();
	reclaim();
	add_up();
	finish();
}
