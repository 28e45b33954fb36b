/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * A set of addresses, stored as sorted extents that neither overlap nor touch.
 * The caller owns the array and guards the set. No function allocates memory.
 */
#ifndef DK_CORE_SPANSET_H
#define DK_CORE_SPANSET_H

#include "span.h"

struct dk_spanset {
	struct dk_span *v;
	u32 nr;		/* number of extents in use */
	u32 cap;	/* number of extents that @v has room for */
};

int dk_spanset_add(struct dk_spanset *set, struct dk_span s);
int dk_spanset_sub(struct dk_spanset *set, struct dk_span s);
bool dk_spanset_overlaps(const struct dk_spanset *set, struct dk_span s);
bool dk_spanset_covers(const struct dk_spanset *set, struct dk_span s);
bool dk_spanset_equal(const struct dk_spanset *a, const struct dk_spanset *b);
bool dk_spanset_meets(const struct dk_spanset *a, const struct dk_spanset *b);
bool dk_spanset_first(const struct dk_spanset *set, struct dk_span within,
		      struct dk_span *part);
u64 dk_spanset_len(const struct dk_spanset *set);
void dk_spanset_blocks(struct dk_spanset *set, u64 block);

#endif /* DK_CORE_SPANSET_H */
