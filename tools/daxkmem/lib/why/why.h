/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Find what prevents memory blocks from going offline, and its owners. */
#ifndef LIBDAXKMEM_WHY_H
#define LIBDAXKMEM_WHY_H

#include "lib/host/owners.h"
#include "lib/host/pages.h"

struct why {
	struct blockset set;
	struct page_census *census;	/* one for each block */
	struct cgroups cgroups;
	struct processes processes;
	bool no_cgroups;	/* the kernel lacks /proc/kpagecgroup */
};

/* look.c */
int why_look(struct why *w, int most, int seconds);
void why_free(struct why *w);

/* blocks.c */
long long why_bytes(const struct why *w, int i, enum page_moves moves);
long long why_used(const struct why *w, int i);
const char *why_goes(const struct why *w, int i);
int why_goes_count(const struct why *w, const char *word);
const char *why_kept(const struct why *w, int i, enum page_moves least,
		     const char *(*size)(long long bytes));

/* kinds.c */
long long why_kind_bytes(const struct why *w, enum page_kind kind,
			 enum page_moves moves);
long long why_all(const struct why *w, enum page_moves moves);
long long why_room(const struct why *w);
const char *why_advice(const struct why *w, enum page_kind kind,
		       enum page_moves moves);

#endif /* LIBDAXKMEM_WHY_H */
