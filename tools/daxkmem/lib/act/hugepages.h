/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Check and restore pools of huge pages around a change of a device. */
#ifndef DAXKMEM_HUGEPAGES_H
#define DAXKMEM_HUGEPAGES_H

#include "lib/private.h"
#include "lib/huge_want.h"
#include "lib/host/hugepages.h"

/* hugepages_census.c */
int huge_census(const struct daxkmem_device *d, long long size, int going,
		long long *pages);

/* hugepages_check.c */
int huge_check(const struct daxkmem_device *d, const struct huge_pools *p,
	       long long left, const char *action);
bool huge_reason(struct daxkmem_ctx *ctx, int node, long long bytes,
		 const char **text, const char **next);

/* hugepages_keep.c: around a write that unplugs or offlines memory */
struct huge_keep {
	struct huge_pools was;
	int node;
};

int huge_before(struct huge_keep *k, const struct daxkmem_device *d,
		long long left, const char *action);
void huge_after(struct huge_keep *k, const struct daxkmem_device *d,
		bool gone);

/* hugepages_want.c */
const char *huge_want_problem(struct daxkmem_ctx *ctx, const char *text,
			      long long memory, int policy,
			      long long kernel_size);
int huge_want_check(const struct daxkmem_device *d, const char *text,
		    const char *action);
const char *huge_want_missing(struct daxkmem_ctx *ctx, const char *text,
			      int node);
const char *huge_want_command(const char *text, int node);
int huge_want_set_up(const struct daxkmem_device *d, const char *text,
		     const char *action);

#endif /* DAXKMEM_HUGEPAGES_H */
