// SPDX-License-Identifier: GPL-2.0-or-later
/* Global state: common options and the library's context; formatted text. */
#include <stdarg.h>
#include <stdlib.h>
#include "cli/daxkmem.h"

struct options opt = { .sysroot = "", .color = "auto" };
struct daxkmem_ctx *ctx;

#define NR_SAID 256

/* Returns formatted text, valid until NR_SAID more calls. Do not free it. */
const char *say(const char *fmt, ...)
{
	static char *said[NR_SAID];
	static unsigned int turn;
	char **old = &said[turn++ % NR_SAID], *s;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (n < 0) {
		fputs("daxkmem: out of memory\n", stderr);
		exit(FAILED);
	}
	free(*old);
	*old = s;
	return s;
}
