/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Find out why a change of a device failed. */
#ifndef LIBDAXKMEM_OBSTACLE_H
#define LIBDAXKMEM_OBSTACLE_H

#include "lib/private.h"

void obstacle_add(const struct daxkmem_device *d, int err);

#endif /* LIBDAXKMEM_OBSTACLE_H */
