/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What a device holds that somebody may want to keep. */
#ifndef DAXKMEM_SIGNATURE_H
#define DAXKMEM_SIGNATURE_H

#include "daxkmem.h"

int signature_of_dax(const struct daxkmem_device *d, const char **what);
int signature_wipe(const struct daxkmem_device *d);
int signature_of_block(const char *path, const char **what);

#endif /* DAXKMEM_SIGNATURE_H */
