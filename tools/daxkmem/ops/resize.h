/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Plug or unplug blocks of an attached device. */
#ifndef DAXKMEM_RESIZE_H
#define DAXKMEM_RESIZE_H

#include "cli/daxkmem.h"

#define RESIZE_ACTION "resize"

int resize_goal(const struct daxkmem_device *d, const char *word,
		long long *goal);
int resize_device(struct daxkmem_device *d, long long goal,
		  unsigned int timeout);
const char *resize_reached(struct daxkmem_device *d);

#endif /* DAXKMEM_RESIZE_H */
