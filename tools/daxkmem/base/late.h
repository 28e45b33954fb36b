/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Libraries that are loaded when they are first needed. */
#ifndef DAXKMEM_LATE_H
#define DAXKMEM_LATE_H

#include <stddef.h>

struct late_call {
	const char *name;
	void *to;	/* the pointer that receives the function's address */
};

void *late_open(const char *library, const struct late_call *calls, size_t nr);

#endif /* DAXKMEM_LATE_H */
