// SPDX-License-Identifier: GPL-2.0-or-later
/* Instead of the tool's, which print: texts that a complaint is made of. */
#include <stdarg.h>
#include <stdlib.h>
#include "cli/daxkmem.h"

struct options opt;

const char *say(const char *fmt, ...)
{
	static char said[16][1024];
	static unsigned int turn;
	char *s = said[turn++ % 16];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(s, sizeof(said[0]), fmt, ap);
	va_end(ap);
	return s;
}

int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next)
{
	(void)err;
	if (!*object || !*action || !*cause || (next && !*next))
		abort();
	return code;
}
