/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Attach a device: add its memory to a NUMA node. */
#ifndef DAXKMEM_ATTACH_H
#define DAXKMEM_ATTACH_H

#include "cli/daxkmem.h"

/* Settings that are not given keep the driver's default. */
struct attach_options {
	struct settings set;
	bool force;
	bool wipe;		/* overlook and later wipe a signature */
	bool take_as_is;	/* memory left online may differ */
};

int attach_load_driver(const char *name);
int attach_allowed(const struct daxkmem_device *d,
		   const struct attach_options *o);
int attach_free(struct daxkmem_device *d, const struct attach_options *o);
int attach_device(struct daxkmem_device *d, const struct attach_options *o);

#endif /* DAXKMEM_ATTACH_H */
