/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A tracefs instance of our own, which does not disturb other tracing. */
#ifndef DAXKMEM_TRACING_H
#define DAXKMEM_TRACING_H

#include "base/base.h"

struct tracing {
	struct daxkmem_ctx *ctx;
	char dir[PATH_MAX];	/* below the sysroot; "" if there is none */
};

int tracing_open(struct daxkmem_ctx *ctx, struct tracing *t);
int tracing_enable(const struct tracing *t, const char *event);
void tracing_close(struct tracing *t);
const char *tracing_problem(int err);

#endif /* DAXKMEM_TRACING_H */
