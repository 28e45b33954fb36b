/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Unplug the memory of a device and unbind it. */
#ifndef DAXKMEM_DETACH_H
#define DAXKMEM_DETACH_H

#include "cli/daxkmem.h"

/**
 * struct detach_how - how a device is detached
 * @timeout: time limit in seconds; 0: only the driver's limit
 * @scrub: overwrite the memory before the device is unbound
 * @force: proceed even if other nodes have no room
 */
struct detach_how {
	unsigned int timeout;
	bool scrub;
	bool force;
};

int detach_device(struct daxkmem_device *d, const struct detach_how *how,
		  const char **done);

#endif /* DAXKMEM_DETACH_H */
