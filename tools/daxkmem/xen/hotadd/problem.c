// SPDX-License-Identifier: GPL-2.0-or-later
/* Print a problem for the library, which reads standard output. */
#include <stdio.h>
#include <string.h>
#include "hotadd.h"

/**
 * problem - print a cause and a next step
 * @err: an errno to append to the cause, or 0
 * @next: NULL if there is none
 *
 * Return: FAILED.
 */
int problem(int err, const char *cause, const char *next)
{
	printf("cause %s%s%s\n", cause, err ? ": " : "",
	       err ? strerror(err) : "");
	if (next)
		printf("next %s\n", next);
	fflush(stdout);
	return FAILED;
}
