/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that the tool writes. */
#ifndef DAXKMEM_STORE_H
#define DAXKMEM_STORE_H

#include "base.h"

#define STATE_DIR "/var/lib/daxkmem"

int store_write(struct daxkmem_ctx *ctx, const char *text, const char *dir,
		const char *name);
int store_file(const char *text, const char *path);
int store_remove(struct daxkmem_ctx *ctx, const char *dir, const char *name);

#endif /* DAXKMEM_STORE_H */
