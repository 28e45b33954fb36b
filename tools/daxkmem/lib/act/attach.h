/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Attach a device: add its memory to a NUMA node. */
#ifndef LIBDAXKMEM_ATTACH_H
#define LIBDAXKMEM_ATTACH_H

#include "lib/settings.h"

/* Settings that are not given keep the driver's default. */
struct attach_options {
	struct daxkmem_settings set;
	bool force;
	bool wipe;		/* overlook and later wipe a signature */
	bool take_as_is;	/* memory left online may differ */
};

int attach_allowed(const struct daxkmem_device *d,
		   const struct attach_options *o);
int attach_free(struct daxkmem_device *d, const struct attach_options *o);

#endif /* LIBDAXKMEM_ATTACH_H */
