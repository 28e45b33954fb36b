/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sets of physical addresses, as ranges. */
#ifndef DAXKMEM_RANGES_H
#define DAXKMEM_RANGES_H

#include "base.h"

struct ranges {
	struct daxkmem_range *v;	/* without the byte at their end */
	int nr;
};

int ranges_add(struct ranges *r, unsigned long long start,
	       unsigned long long end);
void ranges_to_pages(struct ranges *r);
void ranges_merge(struct ranges *r);
int ranges_clip(const struct ranges *r, const struct ranges *to,
		struct ranges *inside);
int ranges_without(const struct ranges *r, const struct ranges *less,
		   struct ranges *rest);
long long ranges_common(const struct ranges *r, const struct ranges *in);
bool ranges_has(const struct ranges *r, const struct daxkmem_range *one);
void ranges_free(struct ranges *r);
int range_parse(const char *word, struct daxkmem_range *r);
const char *range_text(const struct daxkmem_range *r);

#endif /* DAXKMEM_RANGES_H */
