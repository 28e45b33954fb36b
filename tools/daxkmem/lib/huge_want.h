/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Huge pages as requested by configuration and options: "2M:100,1G:2". */
#ifndef LIBDAXKMEM_HUGE_WANT_H
#define LIBDAXKMEM_HUGE_WANT_H

#include "private.h"

#define MOST_HUGE_SIZES 8

struct huge_want {
	long long size, pages;	/* bytes, number of pages */
};

#define HUGE_WANT_FORM "SIZE:PAGES, such as 2M:100; separate several with commas"

int huge_want_parse(const char *text, struct huge_want *v);

#endif /* LIBDAXKMEM_HUGE_WANT_H */
