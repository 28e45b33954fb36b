/* SPDX-License-Identifier: GPL-2.0-or-later */
/* modprobe's configuration for dax_kmem and the in-tree kmem. */
#ifndef DAXKMEM_MODPROBE_CONF_H
#define DAXKMEM_MODPROBE_CONF_H

#include "cli/daxkmem.h"

int modprobe_against(const char *instead, struct json_object *lines);

#endif /* DAXKMEM_MODPROBE_CONF_H */
