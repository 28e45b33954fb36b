/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Preview of an attach. */
#ifndef DAXKMEM_PLAN_H
#define DAXKMEM_PLAN_H

#include "cli/daxkmem.h"
#include "lib/act/attach.h"

int plan_make(struct daxkmem_device *d, const struct attach_options *o,
	      struct json_object **plan);
void plan_print(struct json_object *plan);

#endif /* DAXKMEM_PLAN_H */
