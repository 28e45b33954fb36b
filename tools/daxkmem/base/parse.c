// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parse numbers given by the user. */
#include <stdlib.h>
#include <string.h>
#include "base.h"
#include "size.h"

/* Parse a size like the driver does, such as "2G". Returns 0 or -1. */
int parse_size(const char *text, long long *bytes)
{
	u64 value;

	if (dk_size_parse(text, strlen(text), &value) || value > LLONG_MAX)
		return -1;
	*bytes = value;
	return 0;
}

/* Parse a decimal integer, which may be negative. Returns 0 or -1. */
int parse_number(const char *text, long long *number)
{
	const char *digits = *text == '-' ? text + 1 : text;

	if (!*digits || strlen(digits) > 18 ||
	    strspn(digits, "0123456789") != strlen(digits))
		return -1;
	*number = atoll(text);
	return 0;
}
