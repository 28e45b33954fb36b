/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print what prevents an offline. */
#ifndef DAXKMEM_WHY_PRINT_H
#define DAXKMEM_WHY_PRINT_H

#include "ops/why_json.h"

void why_print(const struct why *w, bool all);

#endif /* DAXKMEM_WHY_PRINT_H */
