/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Collect the properties of devices from all sources. */
#ifndef DAXKMEM_INVENTORY_H
#define DAXKMEM_INVENTORY_H

#include "ops/kept.h"

struct json_object *inventory_json(struct daxkmem_device **v, int nr,
				   const struct kept_all *kept, bool gone);

#endif /* DAXKMEM_INVENTORY_H */
