/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Save bad pages of a device as they become known. */
#ifndef DAXKMEM_BAD_WATCH_H
#define DAXKMEM_BAD_WATCH_H

#include "cli/daxkmem.h"

int bad_watch(struct daxkmem_device *d, unsigned int threshold);

#endif /* DAXKMEM_BAD_WATCH_H */
