/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of a device that have had memory errors. */
#ifndef DAXKMEM_BROKEN_H
#define DAXKMEM_BROKEN_H

#include "mapping.h"

int broken_record(struct mapping *m, struct dk_span s);
const char *broken_keepers(const struct mapping *m, struct dk_span s);

#endif /* DAXKMEM_BROKEN_H */
