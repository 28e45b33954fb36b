/* SPDX-License-Identifier: GPL-2.0-or-later */
/* List ranges, and addresses that could become ranges. */
#ifndef DAXKMEM_RANGE_LIST_H
#define DAXKMEM_RANGE_LIST_H

#include "cli/daxkmem.h"

int range_list(struct json_object **rows);

#endif /* DAXKMEM_RANGE_LIST_H */
