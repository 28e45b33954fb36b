/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Taking a device's memory back. */
#ifndef DAXKMEM_DETACH_H
#define DAXKMEM_DETACH_H

#include "cli/daxkmem.h"

/**
 * struct detach_how - how a device is detached
 * @timeout: seconds that it may take; 0 for no limit but the driver's
 * @scrub: overwrite it before it is let go
 * @force: even if other nodes have no room
 */
struct detach_how {
	unsigned int timeout;
	bool scrub;
	bool force;
};

int detach_device(struct daxkmem_device *d, const struct detach_how *how,
		  const char **done);

#endif /* DAXKMEM_DETACH_H */
