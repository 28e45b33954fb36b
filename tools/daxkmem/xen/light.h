/* SPDX-License-Identifier: GPL-2.0-or-later */
/* libxenlight, the library that creates and destroys guests. */
#ifndef DAXKMEM_XEN_LIGHT_H
#define DAXKMEM_XEN_LIGHT_H

#include <libxl.h>
#include <libxl_utils.h>
#include "xen.h"

int light_open(libxl_ctx **light, const char *object, const char *action);
void light_close(libxl_ctx *light);
const char *light_said(const char *otherwise);

#endif /* DAXKMEM_XEN_LIGHT_H */
