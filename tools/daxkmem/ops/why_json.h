/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What prevents memory blocks from going offline, as JSON. */
#ifndef DAXKMEM_WHY_JSON_H
#define DAXKMEM_WHY_JSON_H

#include "cli/daxkmem.h"
#include "lib/why/why.h"

struct json_object *why_block_json(const struct why *w, int i);
struct json_object *why_kinds_json(const struct why *w);
struct json_object *why_cgroups_json(const struct why *w);
struct json_object *why_processes_json(const struct why *w);
struct json_object *why_notes_json(const struct why *w);

#endif /* DAXKMEM_WHY_JSON_H */
