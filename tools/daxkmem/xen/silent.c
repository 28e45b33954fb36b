// SPDX-License-Identifier: GPL-2.0-or-later
/* A logger for Xen's libraries. */
#include "silent.h"

static void no_message(xentoollog_logger *logger, xentoollog_level level,
		       int err, const char *context, const char *format,
		       va_list al)
{
	(void)logger;
	(void)level;
	(void)err;
	(void)context;
	(void)format;
	(void)al;
}

static void no_progress(xentoollog_logger *logger, const char *context,
			const char *doing_what, int percent,
			unsigned long done, unsigned long total)
{
	(void)logger;
	(void)context;
	(void)doing_what;
	(void)percent;
	(void)done;
	(void)total;
}

static void no_destroy(xentoollog_logger *logger)
{
	(void)logger;
}

/* Logger that discards messages of Xen's libraries: callers report errors. */
xentoollog_logger *xen_silent(void)
{
	static xentoollog_logger silent = {
		no_message, no_progress, no_destroy
	};

	return &silent;
}
