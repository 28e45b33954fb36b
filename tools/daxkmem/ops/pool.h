/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device as a pool of a Xen host. Code that needs Xen's libraries is in xen/.
 */
#ifndef DAXKMEM_POOL_H
#define DAXKMEM_POOL_H

#include "base/ranges.h"
#include "donation.h"

/* pool_plan.c */
struct pool_plan {
	long long pxm;			/* -1: none */
	bool pxm_given;			/* by the user, not by firmware */
	struct dk_donation donation;	/* ranges of the device */
};

int pool_plan_make(const struct daxkmem_device *d, long long pxm,
		   const char *action, struct pool_plan *plan);
void pool_plan_free(struct pool_plan *plan);

/* pool_attach.c */
struct pool_options {
	const char *pxm;	/* a number; NULL: use the firmware's */
};

int pool_options_check(const struct pool_options *o, const char *where);
const char *pool_refusal(const struct daxkmem_device *d, const char **next);
int pool_attach(struct daxkmem_device *d, const struct pool_options *o);
int pool_attach_locked(struct daxkmem_device *d, const struct pool_options *o);
int pool_allowed(const struct daxkmem_device *d);
int pool_load_driver(const struct daxkmem_device *d);

#endif /* DAXKMEM_POOL_H */
