/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A plan: texts, numbers and conflicts. */
#ifndef LIBDAXKMEM_PLAN_H
#define LIBDAXKMEM_PLAN_H

#include "private.h"

struct daxkmem_plan *plan_new(void);
bool plan_failed(const struct daxkmem_plan *plan);
void plan_put_text(struct daxkmem_plan *plan, enum daxkmem_plan_text which,
		   const char *text);
void plan_put_number(struct daxkmem_plan *plan,
		     enum daxkmem_plan_number which, long long n);
void plan_add_conflict(struct daxkmem_plan *plan, bool fatal,
		       const char *text);

#endif /* LIBDAXKMEM_PLAN_H */
