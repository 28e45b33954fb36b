/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Load kernel modules, and explain failures. */
#ifndef DAXKMEM_MODULES_H
#define DAXKMEM_MODULES_H

#include "lib/private.h"

int module_load(struct daxkmem_ctx *ctx, const char *name);
void module_explain(const char *name, int err, const char **cause,
		    const char **next);

#endif /* DAXKMEM_MODULES_H */
