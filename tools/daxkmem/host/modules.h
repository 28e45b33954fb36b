/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Load kernel modules. */
#ifndef DAXKMEM_MODULES_H
#define DAXKMEM_MODULES_H

#include "cli/daxkmem.h"

int module_load(const char *name);

#endif /* DAXKMEM_MODULES_H */
