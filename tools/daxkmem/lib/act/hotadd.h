/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Make the hypervisor accept memory. Xen 4.18 and newer panic if memory is added,
 * unless a live patch is applied meanwhile. That is done by a separate program,
 * daxkmem-xen-hotadd, because the library does not need the libraries of Xen.
 */
#ifndef LIBDAXKMEM_HOTADD_H
#define LIBDAXKMEM_HOTADD_H

#include <sys/types.h>
#include "lib/private.h"

struct hotadd {
	pid_t pid;
	int lock;	/* descriptor of the locked file */
	int to;		/* pipe to the program, which runs until it is closed */
	FILE *from;
	char word[WORD_LEN];	/* to write after "donated" */
};

bool hotadd_needed(const struct daxkmem_ctx *ctx);
int hotadd_check(const struct daxkmem_device *d, const char *action);
int hotadd_begin(const struct daxkmem_device *d, const char *action,
		 struct hotadd *h);
void hotadd_end(const struct daxkmem_device *d, struct hotadd *h);

#endif /* LIBDAXKMEM_HOTADD_H */
