/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Count corrected errors by page. */
#ifndef LIBDAXKMEM_CORRECTED_H
#define LIBDAXKMEM_CORRECTED_H

#include <stdbool.h>

struct page_errors;

struct corrected {
	unsigned int threshold;	/* 0: do not count */
	struct page_errors *v;
	int nr;
};

bool corrected_add(struct corrected *c, unsigned long long page,
		   unsigned int errors);
void corrected_free(struct corrected *c);

#endif /* LIBDAXKMEM_CORRECTED_H */
