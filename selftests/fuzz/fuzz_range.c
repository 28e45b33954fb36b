// SPDX-License-Identifier: GPL-2.0-only
/* Parses any lines as the saved ranges of a device. */
#include <stdint.h>
#include <stdlib.h>
#include "rangeset.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAGES 1000
#define ROOM 16

/* In order, without gaps, and no page of a guest maps two pages. */
static void check(const struct dk_rangeset *set)
{
	u64 next = 0;
	u32 i, j;

	for (i = 0; i < set->nr; i++) {
		const struct dk_range *a = &set->v[i], *b;

		if (a->start != next || !a->len)
			abort();
		next += a->len;
		for (j = 0; j < i && a->domain != DK_NOBODY; j++) {
			b = &set->v[j];
			if (a->domain == b->domain && a->gfn < b->gfn + b->len &&
			    b->gfn < a->gfn + a->len)
				abort();
		}
	}
	if (next != PAGES || set->nr > set->cap)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct dk_range room[ROOM], r;
	struct dk_rangeset set = { room, 0, ROOM };
	size_t i, from = 0;

	dk_rangeset_init(&set, PAGES);
	for (i = 0; i <= size; i++) {
		if (i < size && data[i] != '\n')
			continue;
		if (!dk_range_parse((const char *)data + from, i - from, &r))
			dk_rangeset_load(&set, &r);
		from = i + 1;
	}
	check(&set);
	return 0;
}
