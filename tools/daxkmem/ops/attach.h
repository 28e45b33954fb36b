/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Making a device memory. */
#ifndef DAXKMEM_ATTACH_H
#define DAXKMEM_ATTACH_H

#include "cli/daxkmem.h"

/* What is not set is left to the driver. */
struct attach_options {
	struct settings set;
	bool force;
	bool wipe;		/* whatever signature it has */
	bool take_as_is;	/* what was left online may have other settings */
};

int attach_load_driver(const char *name);
int attach_allowed(const struct daxkmem_device *d,
		   const struct attach_options *o);
int attach_free(struct daxkmem_device *d, const struct attach_options *o);
int attach_device(struct daxkmem_device *d, const struct attach_options *o);

#endif /* DAXKMEM_ATTACH_H */
