// SPDX-License-Identifier: LGPL-2.1-or-later
/* The context. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

int daxkmem_new(struct daxkmem_ctx **ctx, const char *sysroot)
{
	struct daxkmem_ctx *c;

	if (!sysroot)
		sysroot = "";
	/* Leave room for a path below the sysroot. */
	if (strlen(sysroot) >= PATH_MAX / 2)
		return -ENAMETOOLONG;
	c = calloc(1, sizeof(*c));
	if (!c)
		return -ENOMEM;
	c->refs = 1;
	strcpy(c->root.path, sysroot);
	*ctx = c;
	return 0;
}

struct daxkmem_ctx *daxkmem_ref(struct daxkmem_ctx *ctx)
{
	ctx->refs++;
	return ctx;
}

void daxkmem_unref(struct daxkmem_ctx *ctx)
{
	if (!ctx || ctx->refs-- > 1)
		return;
	ctx->refs = 1;
	if (ctx->end_loop)
		ctx->end_loop(ctx);
	if (--ctx->refs)
		return;	/* the caller has a reference to one of them */
	error_clear(ctx);
	free(ctx);
}

const char *daxkmem_sysroot(const struct daxkmem_ctx *ctx)
{
	return ctx->root.path;
}
