/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the files of daxkmem-xen know of each other. */
#ifndef DAXKMEM_XEN_H
#define DAXKMEM_XEN_H

#include <xenctrl.h>
#include "program.h"

/* One of these in each cmd_*.c; main.c has the table. */
extern const struct command cmd_xen_flags;

/* hypervisor.c */
int xen_open(xc_interface **xc, const char *object, const char *action);

#endif /* DAXKMEM_XEN_H */
