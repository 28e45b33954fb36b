/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Handle the end of a guest created from a pool. */
#ifndef DAXKMEM_XEN_KEEPER_H
#define DAXKMEM_XEN_KEEPER_H

#include "create.h"

void keeper_leave(struct creation *c, const char *json);

#endif /* DAXKMEM_XEN_KEEPER_H */
