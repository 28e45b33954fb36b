/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages as the configuration and options ask for them: "2M:100,1G:2". */
#ifndef DAXKMEM_HUGEPAGES_PARSE_H
#define DAXKMEM_HUGEPAGES_PARSE_H

#include "cli/daxkmem.h"

#define MOST_HUGE_SIZES 8

struct huge_want {
	long long size, pages;
};

#define HUGE_WANT_FORM "SIZE:PAGES, as 2M:100; several of them behind commas"

int huge_want_parse(const char *text, struct huge_want *v);

#endif /* DAXKMEM_HUGEPAGES_PARSE_H */
