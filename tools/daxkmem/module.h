/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Kernel modules. */
#ifndef DAXKMEM_MODULE_H
#define DAXKMEM_MODULE_H

void module_load(const char *name);

#endif /* DAXKMEM_MODULE_H */
