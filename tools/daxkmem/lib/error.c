// SPDX-License-Identifier: LGPL-2.1-or-later
/* The error object of a context, warnings, and the caller's hooks. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

/* Forget the last error. Each public function that can set one begins so. */
void error_clear(struct daxkmem_ctx *ctx)
{
	struct daxkmem_error *e = &ctx->error;
	int i;

	for (i = 0; i < NR_ERROR_TEXTS; i++)
		free(e->texts[i]);
	if (e->why)
		e->free_why(e->why);
	memset(e, 0, sizeof(*e));
}

/* Set the last error aside, around something that may set another one. */
struct daxkmem_error error_take(struct daxkmem_ctx *ctx)
{
	struct daxkmem_error e = ctx->error;

	memset(&ctx->error, 0, sizeof(ctx->error));
	return e;
}

void error_put(struct daxkmem_ctx *ctx, struct daxkmem_error e)
{
	error_clear(ctx);
	ctx->error = e;
}

static int code_of(enum daxkmem_error_kind kind, int err)
{
	if (err)
		return -err;
	return kind == DAXKMEM_UNSUPPORTED ? -EOPNOTSUPP : -EINVAL;
}

/**
 * fail - set the error object of a context
 * @err: the positive errno; 0 if no call failed
 * @object: the device or file that the error is about
 * @action: the action that failed
 * @cause: NULL: the description of @err
 * @next: the next step, or NULL
 *
 * Replaces an earlier error. Returns the value for the caller to return:
 * -@err, or if that is 0, -EOPNOTSUPP or -EINVAL by @kind.
 */
int fail(struct daxkmem_ctx *ctx, enum daxkmem_error_kind kind, int err,
	 const char *object, const char *action, const char *cause,
	 const char *next)
{
	struct daxkmem_error *e = &ctx->error;
	/* the texts may belong to the error that is replaced */
	struct daxkmem_error new = {
		.kind = kind,
		.err = err,
		.texts = {
			[DAXKMEM_ERROR_OBJECT] = strdup(object),
			[DAXKMEM_ERROR_ACTION] = strdup(action),
			[DAXKMEM_ERROR_CAUSE] = strdup(cause ?: strerror(err)),
			[DAXKMEM_ERROR_NEXT] = next ? strdup(next) : NULL,
		},
	};

	error_clear(ctx);
	*e = new;
	return code_of(kind, err);
}

/* Add a text to the error of a context. */
void error_add(struct daxkmem_ctx *ctx, enum daxkmem_error_text which,
	       const char *text)
{
	char **old = &ctx->error.texts[which];
	char *new = strdup(text);

	free(*old);
	*old = new;
}

const struct daxkmem_error *daxkmem_error(const struct daxkmem_ctx *ctx)
{
	return ctx->error.kind ? &ctx->error : NULL;
}

enum daxkmem_error_kind daxkmem_error_kind(const struct daxkmem_error *error)
{
	return error->kind;
}

int daxkmem_error_errno(const struct daxkmem_error *error)
{
	return error->err;
}

const char *daxkmem_error_text(const struct daxkmem_error *error,
			       enum daxkmem_error_text which)
{
	return which < NR_ERROR_TEXTS ? error->texts[which] : NULL;
}

void daxkmem_set_log_fn(struct daxkmem_ctx *ctx, daxkmem_log_fn *log)
{
	ctx->log = log;
}

void daxkmem_set_progress_fn(struct daxkmem_ctx *ctx,
			     daxkmem_progress_fn *progress)
{
	ctx->progress = progress;
}

void daxkmem_set_stop_fn(struct daxkmem_ctx *ctx, daxkmem_stop_fn *stop)
{
	ctx->stop = stop;
}

void daxkmem_set_userdata(struct daxkmem_ctx *ctx, void *data)
{
	ctx->userdata = data;
}

void *daxkmem_userdata(const struct daxkmem_ctx *ctx)
{
	return ctx->userdata;
}

/* Pass a message to the caller; the function continues. */
void log_text(struct daxkmem_ctx *ctx, int priority, const char *object,
	      const char *text)
{
	if (ctx->log)
		ctx->log(ctx, priority, object, text);
}

/* Ask the caller whether to continue, or why to stop. */
enum daxkmem_stop stop_of(struct daxkmem_ctx *ctx)
{
	return ctx->stop ? ctx->stop(ctx) : DAXKMEM_GO_ON;
}
