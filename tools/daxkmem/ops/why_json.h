/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What prevents memory blocks from going offline, as JSON. */
#ifndef DAXKMEM_WHY_JSON_H
#define DAXKMEM_WHY_JSON_H

#include "cli/daxkmem.h"

struct json_object *why_blocks_json(const struct daxkmem_why *w);
struct json_object *why_kinds_json(const struct daxkmem_why *w);
struct json_object *why_cgroups_json(const struct daxkmem_why *w);
struct json_object *why_processes_json(const struct daxkmem_why *w);

#endif /* DAXKMEM_WHY_JSON_H */
