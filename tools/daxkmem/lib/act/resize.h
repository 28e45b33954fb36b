/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Plug or unplug blocks of an attached device. */
#ifndef LIBDAXKMEM_RESIZE_H
#define LIBDAXKMEM_RESIZE_H

#include "lib/private.h"

int resize_device(struct daxkmem_device *d, long long size);

#endif /* LIBDAXKMEM_RESIZE_H */
