/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The preview of an attach. */
#ifndef DAXKMEM_PLAN_H
#define DAXKMEM_PLAN_H

#include "cli/daxkmem.h"

struct json_object *plan_json(struct daxkmem_device *d,
			      const struct daxkmem_settings *settings,
			      bool *fatal);
void plan_print(struct json_object *plan);

#endif /* DAXKMEM_PLAN_H */
