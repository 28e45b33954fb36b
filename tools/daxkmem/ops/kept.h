/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kept memory, and the device that takes it over. */
#ifndef DAXKMEM_KEPT_H
#define DAXKMEM_KEPT_H

#include "cli/daxkmem.h"

struct kept {
	const struct daxkmem_kept *k;
	char device[NAME_MAX_LEN + 1];	/* that takes it over; "" if none */
	char next[256];			/* command to take it over, or "" */
};

struct kept_all {
	struct kept *v;
	int nr;		/* 0 also if unknown */
	int err;	/* errno of the failed read, or 0 */
	struct daxkmem_kept *list;
};

void kept_read(struct kept_all *all);
void kept_free(struct kept_all *all);
const struct kept *kept_by_device(const struct kept_all *all, const char *name);
const struct kept *kept_by_name(const struct kept_all *all, const char *name);
const struct kept *kept_by_region(const struct kept_all *all, const char *region);
struct json_object *kept_json(const struct kept *kept);
const char *kept_text(const struct kept *kept);
const char *kept_next(const struct kept *kept);

#endif /* DAXKMEM_KEPT_H */
