// SPDX-License-Identifier: GPL-2.0-or-later
/* Global state: the common options and the library's context. */
#include "cli/daxkmem.h"

struct options opt = { .sysroot = "", .color = "auto" };
struct daxkmem_ctx *ctx;
