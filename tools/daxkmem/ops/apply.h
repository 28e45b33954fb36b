/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bring one device to its configuration. */
#ifndef DAXKMEM_APPLY_H
#define DAXKMEM_APPLY_H

#include "conf/config.h"

/* The result for one device, or the preview of a dry run. */
struct outcome {
	struct json_object *changes;	/* strings */
	char failed[2 * WORD_LEN];	/* the change that failed; "" if none */
	bool dry;
};

int apply_device(struct daxkmem_device *d, const struct wish *w,
		 struct outcome *out);

#endif /* DAXKMEM_APPLY_H */
