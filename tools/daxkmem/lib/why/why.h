/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Find what prevents memory blocks from going offline, and its owners. */
#ifndef LIBDAXKMEM_WHY_H
#define LIBDAXKMEM_WHY_H

#include "lib/host/owners.h"
#include "lib/host/pages.h"

struct daxkmem_why {
	struct blockset set;
	struct page_census *census;	/* one for each block */
	struct cgroups cgroups;
	struct processes processes;
	bool no_cgroups;	/* the kernel lacks /proc/kpagecgroup */
};

/* look.c */
int why_look(struct daxkmem_why *w, int most, int seconds);
void why_free(struct daxkmem_why *w);

/* blocks.c */
long long why_bytes(const struct daxkmem_why *w, int i, enum daxkmem_moves moves);
const char *why_kept(const struct daxkmem_why *w, int i, enum daxkmem_moves least);

/* kinds.c */
long long why_kind_bytes(const struct daxkmem_why *w, enum page_kind kind,
			 enum daxkmem_moves moves);
long long why_room(const struct daxkmem_why *w);
const char *why_advice(const struct daxkmem_why *w, enum page_kind kind,
		       enum daxkmem_moves moves);

#endif /* LIBDAXKMEM_WHY_H */
