// SPDX-License-Identifier: GPL-2.0-or-later
/* libxenlight: what it says of a failure becomes part of a complaint. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "light.h"

/* The first error says what it was, and those after it only who met it. */
static char *said;

static void keep(xentoollog_logger *logger, xentoollog_level level, int err,
		 const char *context, const char *format, va_list al)
{
	char *text;

	(void)logger;
	(void)context;
	if (level < XTL_ERROR || said || vasprintf(&text, format, al) < 0)
		return;
	said = strdup(err > 0 ? say("%s: %s", text, strerror(err)) : text);
	free(text);
}

/* What went wrong, in libxenlight's words; after which it is forgotten. */
const char *light_said(const char *otherwise)
{
	const char *text = said ? say("%s", said) : otherwise;

	free(said);
	said = NULL;
	return text;
}

/* Returns 0, or an exit code after a complaint. */
int light_open(libxl_ctx **light, const char *object, const char *action)
{
	static xentoollog_logger logger;

	logger = xen_logger(keep);
	*light = NULL;
	if (!libxl_ctx_alloc(light, LIBXL_VERSION, 0, &logger))
		return 0;
	return complain(UNSUPPORTED, 0, object, action,
			light_said("there is no way to the hypervisor or to xenstore"),
			"see that this is Dom0 of a Xen host and that xenstored runs; systemctl status xen");
}

void light_close(libxl_ctx *light)
{
	libxl_ctx_free(light);
}
