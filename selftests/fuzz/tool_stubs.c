// SPDX-License-Identifier: GPL-2.0-or-later
/* Replaces functions of the tool that print. */
#include <stdlib.h>
#include "cli/daxkmem.h"

struct options opt;

int complain(int code, int err, const char *object, const char *action,
	     const char *cause, const char *next)
{
	(void)err;
	if (!*object || !*action || !*cause || (next && !*next))
		abort();
	return code;
}
