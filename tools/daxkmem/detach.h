/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a device's memory back. */
#ifndef DAXKMEM_DETACH_H
#define DAXKMEM_DETACH_H

#include "daxkmem.h"

int detach_device(struct daxkmem_device *d, bool scrubbed);

#endif /* DAXKMEM_DETACH_H */
