/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Remove pages from the lists of known bad pages. */
#ifndef DAXKMEM_BAD_FORGET_H
#define DAXKMEM_BAD_FORGET_H

#include "base/ranges.h"

int bad_forget(const struct daxkmem_device *d, const struct ranges *own,
	       const struct ranges *gone);

#endif /* DAXKMEM_BAD_FORGET_H */
