/* SPDX-License-Identifier: GPL-2.0-only */
/* Changes of a device: a plan, its steps, and the report of their result. */
#ifndef DAX_KMEM_CHANGE_H
#define DAX_KMEM_CHANGE_H

#include "claim.h"

int dax_kmem_change(struct dax_kmem *dk, const struct dk_want *want,
		    bool piecemeal);

#endif /* DAX_KMEM_CHANGE_H */
