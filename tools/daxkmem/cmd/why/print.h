/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Print what prevents an offline. */
#ifndef DAXKMEM_WHY_PRINT_H
#define DAXKMEM_WHY_PRINT_H

#include "ops/why_json.h"

void why_print(const struct daxkmem_why *w, const char *name, bool all);

/* notes.c */
struct json_object *why_notes_json(const struct daxkmem_why *w);

#endif /* DAXKMEM_WHY_PRINT_H */
