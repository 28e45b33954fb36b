/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Read the configuration of a guest. */
#ifndef DAXKMEM_XEN_GUEST_CONFIG_H
#define DAXKMEM_XEN_GUEST_CONFIG_H

#include "create.h"

int guest_config_read(struct creation *c);

#endif /* DAXKMEM_XEN_GUEST_CONFIG_H */
