/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A device as a pool of a Xen host. Code that needs Xen's libraries is in xen/.
 */
#ifndef DAXKMEM_POOL_H
#define DAXKMEM_POOL_H

#include <string.h>
#include "ops/report.h"
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
int pool_pxm(const char *word, long long *pxm);
int pool_attach(struct daxkmem_device *d, long long pxm, bool scrub);

/* True if the hypervisor has the device's memory. */
static inline bool pool_donated(const struct daxkmem_device *d)
{
	return daxkmem_device_pool(d) &&
	       !strcmp(device_text(d, DAXKMEM_STATE), "donated");
}

#endif /* DAXKMEM_POOL_H */
