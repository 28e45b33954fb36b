/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Add and remove known bad pages of a device. */
#ifndef LIBDAXKMEM_BAD_H
#define LIBDAXKMEM_BAD_H

#include "base/ranges.h"

int bad_change(struct daxkmem_device *d, const char *action, bool add,
	       const struct ranges *given);

#endif /* LIBDAXKMEM_BAD_H */
