/* SPDX-License-Identifier: GPL-2.0-only */
/* Uevents about changes of a device. */
#ifndef DAX_KMEM_EVENT_H
#define DAX_KMEM_EVENT_H

#include "claim.h"

void dax_kmem_tell_change(struct dax_kmem *dk, enum dk_state was, u32 plugged);
void dax_kmem_block_changed(struct dax_kmem *dk, u32 i);
void dax_kmem_tell_block(struct dax_kmem *dk);
void dax_kmem_tell_last_block(struct dax_kmem *dk, u32 i, u32 end);

#endif /* DAX_KMEM_EVENT_H */
