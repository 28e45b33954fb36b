/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The use of pages, from /proc/kpageflags. */
#ifndef DAXKMEM_PAGES_H
#define DAXKMEM_PAGES_H

#include <stdint.h>
#include "lib/private.h"

enum page_kind {
	PAGE_FREE,
	PAGE_ANON,
	PAGE_THP,
	PAGE_CACHE,
	PAGE_MLOCKED,
	PAGE_HUGETLB,
	PAGE_SLAB,
	PAGE_TABLES,
	PAGE_ZERO,
	PAGE_RESERVED,
	PAGE_DRIVER,		/* owned by a balloon or a similar driver */
	PAGE_UNKNOWN,		/* in use, but no flag shows its use */
	PAGE_MEMMAP,		/* the memmap of the block */
	PAGE_BAD,
	PAGE_HOLE,		/* no struct page, or offline */
	NR_PAGE_KINDS
};

const char *page_kind_name(enum page_kind kind);
enum daxkmem_moves page_kind_moves(enum page_kind kind, const char *zone);
bool page_kind_used(enum page_kind kind);

/* The kernel's files with one 64-bit word per page. */
struct page_files {
	int flags, cgroup;	/* cgroup: -1 if it cannot be opened */
	long page_size;
};

int page_files_open(struct daxkmem_ctx *ctx, struct page_files *f);
void page_files_close(struct page_files *f);

/* The use of a range of memory. */
struct page_census {
	long long bytes[NR_PAGE_KINDS];
};

/* Called for each page in use with the inode of its cgroup, or 0. */
typedef void (*page_seen)(void *arg, unsigned long long cgroup,
			  long long bytes);

struct page_walk {
	const struct page_files *files;
	const struct daxkmem_range *bad;	/* by address; or NULL */
	int nr_bad;
	unsigned int one_of;	/* read one of this many pieces; 1: all */
	page_seen seen;		/* or NULL */
	void *arg;
};

int page_census(const struct page_walk *w, unsigned long long start,
		long long size, struct page_census *c);
long long page_census_used(const struct page_census *c);

#endif /* DAXKMEM_PAGES_H */
