// SPDX-License-Identifier: GPL-2.0-or-later
/* The way to the hypervisor. */
#include <errno.h>
#include "xen.h"

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

/* It prints nothing by itself: what fails is said by who calls. */
static xentoollog_logger silent = { no_message, no_progress, no_destroy };

/**
 * xen_open - be able to ask the hypervisor
 * @xc: gets the handle; xc_interface_close() ends it
 *
 * Returns 0, or an exit code after a complaint.
 */
int xen_open(xc_interface **xc, const char *object, const char *action)
{
	*xc = xc_interface_open(&silent, &silent, 0);
	if (*xc)
		return 0;
	return complain(UNSUPPORTED, errno, object, action,
			"there is no way to a hypervisor",
			next_step(errno, "boot Xen with this system as its Dom0; modprobe xen_privcmd"));
}
