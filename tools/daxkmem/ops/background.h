/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attach a device in the background, from its first memory on. */
#ifndef DAXKMEM_BACKGROUND_H
#define DAXKMEM_BACKGROUND_H

#include "cli/daxkmem.h"

int until_first_memory(struct daxkmem_device *d,
		       int (*attach)(struct daxkmem_device *d));

#endif /* DAXKMEM_BACKGROUND_H */
