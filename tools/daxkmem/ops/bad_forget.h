/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Pages that were known to be bad and are not, after all. */
#ifndef DAXKMEM_BAD_FORGET_H
#define DAXKMEM_BAD_FORGET_H

#include "host/ranges.h"

int bad_forget(const struct daxkmem_device *d, const struct ranges *own,
	       const struct ranges *gone);

#endif /* DAXKMEM_BAD_FORGET_H */
