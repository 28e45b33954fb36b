/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One device, as its configuration says. */
#ifndef DAXKMEM_APPLY_H
#define DAXKMEM_APPLY_H

#include "ops/changes.h"

/* What became of it, or would. */
struct outcome {
	struct json_object *changes;	/* texts */
	char failed[2 * WORD_LEN];	/* the change that failed; "" if none */
	bool dry;
};

int apply_device(struct daxkmem_device *d, const struct wish *w,
		 struct outcome *out);

#endif /* DAXKMEM_APPLY_H */
