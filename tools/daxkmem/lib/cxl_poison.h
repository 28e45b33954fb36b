/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Read the poison lists of CXL memory devices. */
#ifndef LIBDAXKMEM_CXL_POISON_H
#define LIBDAXKMEM_CXL_POISON_H

#include "base/ranges.h"

struct cxl_poison {
	struct ranges bad;	/* inside the device, in whole pages, merged */
	int lists;		/* number of lists, 0 without CXL devices */
	int err;		/* negative errno of the first problem, or 0 */
	char problem[256];	/* what is missing from @bad */
};

int cxl_poison_read(const struct daxkmem_device *d, struct cxl_poison *p);
void cxl_poison_free(struct cxl_poison *p);

#endif /* LIBDAXKMEM_CXL_POISON_H */
