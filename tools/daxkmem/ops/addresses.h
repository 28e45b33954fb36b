/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The addresses of a device, and its bad pages. */
#ifndef DAXKMEM_ADDRESSES_H
#define DAXKMEM_ADDRESSES_H

#include "base/ranges.h"

int device_own(const struct daxkmem_device *d, const char *action,
	       struct ranges *own);
int device_bad(const struct daxkmem_device *d, struct ranges *bad);

#endif /* DAXKMEM_ADDRESSES_H */
