/* SPDX-License-Identifier: GPL-2.0-only */
/* The operations on a device that the bus driver and the attributes call, and the
 * notifiers.
 */
#ifndef DAX_KMEM_DEVICE_H
#define DAX_KMEM_DEVICE_H

#include "claim/claim.h"

/* bind.c */
int dax_kmem_bind(const struct dk_bind *bind);
void dax_kmem_unbind(struct device *dev);

/* device.c */
int dax_kmem_set_state(struct dax_kmem *dk, enum dk_state wanted);
int dax_kmem_resize(struct dax_kmem *dk, u32 blocks);
u32 dax_kmem_most_blocks(struct dax_kmem *dk);

/* settings.c */
int dax_kmem_set_policy(struct dax_kmem *dk, enum dk_policy policy);
int dax_kmem_set_kernel(struct dax_kmem *dk, u32 blocks);
int dax_kmem_set_timeout(struct dax_kmem *dk, u32 seconds);
int dax_kmem_set_check_room(struct dax_kmem *dk, bool check);
int dax_kmem_set_memmap(struct dax_kmem *dk, enum dk_memmap memmap);
int dax_kmem_set_withhold(struct dax_kmem *dk, u32 pages);
int dax_kmem_set_scrub_always(struct dax_kmem *dk, bool scrub);
int dax_kmem_set_node(struct dax_kmem *dk, int node);
int dax_kmem_set_adistance(struct dax_kmem *dk, int adistance);
int dax_kmem_scrub(struct dax_kmem *dk);

/* goal.c */
int dax_kmem_policy_goal(struct dax_kmem *dk);
struct dk_want dax_kmem_want(struct dax_kmem *dk, enum dk_state goal, u32 blocks);

/* change.c */
int dax_kmem_change(struct dax_kmem *dk, const struct dk_want *want,
		    bool piecemeal);

/* notify.c */
int dax_kmem_notify_init(void);
void dax_kmem_notify_exit(void);

#endif /* DAX_KMEM_DEVICE_H */
