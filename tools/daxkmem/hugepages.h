/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Huge pages (hugetlb): the pools of all nodes, and what to do about them. */
#ifndef DAXKMEM_HUGEPAGES_H
#define DAXKMEM_HUGEPAGES_H

#include "daxkmem.h"

/* The pool of a node for one size of huge pages. */
struct huge_pool {
	int node;
	long long size;		/* bytes of a page */
	long long pages;	/* all of them, those in use too */
	long long free;
	long long surplus;	/* go back to the kernel when they are freed */
};

struct huge_pools {
	struct huge_pool *v;
	int nr;
};

/* hugepages.c */
int huge_pools_read(struct huge_pools *p);
void huge_pools_free(struct huge_pools *p);
const struct huge_pool *huge_pool_of(const struct huge_pools *p, int node,
				     long long size);
long long huge_persistent(const struct huge_pools *p, int node,
			  long long size);
long long huge_free(const struct huge_pools *p, long long size);
long long huge_reserved(long long size);
const char *huge_command(int node, long long size, long long pages);
long long huge_set(int node, long long size, long long pages);

/* hugepages_census.c */
int huge_census(const struct daxkmem_device *d, long long size, int going,
		long long *pages);

/* hugepages_check.c */
int huge_check(const struct daxkmem_device *d, const struct huge_pools *p,
	       long long left, const char *action);
bool huge_reason(int node, long long bytes, const char **text,
		 const char **next);

/* hugepages_keep.c: around a write that takes memory back */
struct huge_keep {
	struct huge_pools was;
	int node;
};

int huge_before(struct huge_keep *k, const struct daxkmem_device *d,
		long long left, const char *action);
void huge_after(struct huge_keep *k, const struct daxkmem_device *d,
		bool gone);

/* hugepages_parse.c: "2M:100,1G:2" of the configuration and of options */
#define MOST_HUGE_SIZES 8

struct huge_want {
	long long size, pages;
};

#define HUGE_WANT_FORM "SIZE:PAGES, as 2M:100; several of them behind commas"

int huge_want_parse(const char *text, struct huge_want *v);

/* hugepages_want.c */
const char *huge_want_problem(const char *text, long long memory, int policy,
			      long long kernel_size);
int huge_want_check(const struct daxkmem_device *d, const char *text,
		    const char *action);
const char *huge_want_missing(const char *text, int node);
const char *huge_want_command(const char *text, int node);
int huge_want_set_up(const struct daxkmem_device *d, const char *text,
		     const char *action);

#endif /* DAXKMEM_HUGEPAGES_H */
