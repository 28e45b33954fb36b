/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signatures of data on a device that its owner may want to keep. */
#ifndef DAXKMEM_SIGNATURE_H
#define DAXKMEM_SIGNATURE_H

#include "lib/private.h"

struct signature {
	const char *what;	/* blkid's name; NULL if none */
	unsigned long long hash;	/* of the superblocks */
};

int signature_of_dax(const struct daxkmem_device *d, struct signature *s);
int signature_wipe(const struct daxkmem_device *d);

#endif /* DAXKMEM_SIGNATURE_H */
