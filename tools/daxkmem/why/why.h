/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find what prevents memory blocks from going offline, and its owners. */
#ifndef DAXKMEM_WHY_H
#define DAXKMEM_WHY_H

#include "host/owners.h"
#include "host/pages.h"

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
const char *why_kept(const struct why *w, int i, enum page_moves least);
struct json_object *why_block_json(const struct why *w, int i);
int why_goes_count(const struct why *w, const char *word);

/* kinds.c */
long long why_kind_bytes(const struct why *w, enum page_kind kind,
			 enum page_moves moves);
long long why_room(int node);
const char *why_advice(const struct why *w, enum page_kind kind,
		       enum page_moves moves);
struct json_object *why_kinds_json(const struct why *w);
struct json_object *why_notes_json(const struct why *w);

/* print.c */
struct json_object *why_processes_json(const struct why *w);
struct json_object *why_cgroups_json(const struct why *w);
void why_print(const struct why *w, bool all);

#endif /* DAXKMEM_WHY_H */
