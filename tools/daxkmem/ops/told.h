/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print the errors of the library. */
#ifndef DAXKMEM_TOLD_H
#define DAXKMEM_TOLD_H

#include "cli/daxkmem.h"

int told(int rc);
int told_as(int rc, const char *action);
int not_attached(const struct daxkmem_device *d, const char *action);

#endif /* DAXKMEM_TOLD_H */
