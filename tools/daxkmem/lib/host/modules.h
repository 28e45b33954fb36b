/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Load kernel modules. */
#ifndef DAXKMEM_MODULES_H
#define DAXKMEM_MODULES_H

#include "lib/private.h"

int module_load(struct daxkmem_ctx *ctx, const char *name);

#endif /* DAXKMEM_MODULES_H */
