/* SPDX-License-Identifier: GPL-2.0-or-later */
/* All that is known of devices, from wherever. */
#ifndef DAXKMEM_INVENTORY_H
#define DAXKMEM_INVENTORY_H

#include "ops/kept.h"

struct json_object *inventory_json(struct daxkmem_device **v, int nr,
				   const struct kept_all *kept, bool gone);

#endif /* DAXKMEM_INVENTORY_H */
