// SPDX-License-Identifier: GPL-2.0-or-later
/* What the library calls in the program: warnings, progress, stop. */
#include <syslog.h>
#include "cli/daxkmem.h"

static void on_log(struct daxkmem_ctx *c, int priority, const char *object,
		   const char *text)
{
	(void)c;
	if (priority <= LOG_WARNING || !opt.quiet)
		warn(object, text);
}

static void on_progress(const struct daxkmem_device *d, const char *what,
			long long goal, bool begins)
{
	if (begins)
		stop_limit_again();
	progress_hook(d, what, goal, begins);
	if (!begins)
		stop_cancel();
}

static enum daxkmem_stop on_stop(struct daxkmem_ctx *c)
{
	(void)c;
	if (stop_asked())
		return DAXKMEM_STOP_SIGNAL;
	return stop_timed_out() ? DAXKMEM_STOP_TIME : DAXKMEM_GO_ON;
}

/* Set the hooks of the context. */
void hooks_set(void)
{
	daxkmem_set_log_fn(ctx, on_log);
	daxkmem_set_progress_fn(ctx, on_progress);
	daxkmem_set_stop_fn(ctx, on_stop);
}
