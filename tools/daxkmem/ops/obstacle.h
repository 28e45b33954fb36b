/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Find out why a change of a device failed. */
#ifndef DAXKMEM_OBSTACLE_H
#define DAXKMEM_OBSTACLE_H

#include "cli/daxkmem.h"

void obstacle_find(struct obstacle *o, const struct daxkmem_device *d, int err);

#endif /* DAXKMEM_OBSTACLE_H */
