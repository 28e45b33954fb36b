/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Memory that dax_kmem keeps although its device has gone, and what takes it back. */
#ifndef DAXKMEM_KEPT_H
#define DAXKMEM_KEPT_H

#include "cli/daxkmem.h"

struct kept {
	const struct daxkmem_kept *k;
	char device[NAME_MAX_LEN + 1];	/* on the bus, takes it back; "" if none */
	char next[256];			/* the command that takes it back; or "" */
};

struct kept_all {
	struct kept *v;
	int nr;		/* 0 also where it is not known */
	int err;	/* why not: an errno; or 0 */
	struct daxkmem_kept *list;
};

void kept_read(struct kept_all *all);
void kept_free(struct kept_all *all);
const struct kept *kept_by_device(const struct kept_all *all, const char *name);
const struct kept *kept_by_name(const struct kept_all *all, const char *name);
struct json_object *kept_json(const struct kept *kept);
const char *kept_text(const struct kept *kept);
const char *kept_next(const struct kept *kept);

#endif /* DAXKMEM_KEPT_H */
