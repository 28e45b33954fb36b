/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Namespaces of persistent memory that have no dax device yet. */
#ifndef DAXKMEM_NAMESPACE_H
#define DAXKMEM_NAMESPACE_H

#include "cli/daxkmem.h"

#define ND_DEVICES "/sys/bus/nd/devices"

bool namespace_without_dax(const char *word, char *name, const char **mode);

#endif /* DAXKMEM_NAMESPACE_H */
