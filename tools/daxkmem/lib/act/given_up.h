/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Signatures that an attach has overlooked on request. */
#ifndef DAXKMEM_GIVEN_UP_H
#define DAXKMEM_GIVEN_UP_H

#include "lib/act/signature.h"

bool given_up(const struct daxkmem_device *d, const struct signature *s);
void given_up_keep(const struct daxkmem_device *d, const struct signature *s);
void given_up_wipe(const struct daxkmem_device *d);

#endif /* DAXKMEM_GIVEN_UP_H */
