/* SPDX-License-Identifier: GPL-2.0-only */
/* Memory hotplug: the steps of a change, and the checks that make it safe. */
#ifndef DAX_KMEM_MM_H
#define DAX_KMEM_MM_H

#include "claim/claim.h"

/* hotplug.c */
int dax_kmem_do_step(struct dax_kmem *dk, struct dk_step step);
void dax_kmem_drop_offline(struct dax_kmem *dk);

/* online.c */
int dax_kmem_block_write(struct dax_kmem *dk, u32 i, enum dk_state state);

/* auto_online.c */
int dax_kmem_auto_online_init(void);
void dax_kmem_auto_online_exit(void);
int dax_kmem_auto_online(struct dax_kmem *dk);
void dax_kmem_auto_online_skip(struct dax_kmem *dk, bool skip);
void dax_kmem_auto_online_skipped(struct memory_block *mem);

/* reserve.c */
int dax_kmem_reserve(struct dax_kmem *dk);
void dax_kmem_release_if_empty(struct dax_kmem *dk);

/* deposit.c */
int dax_kmem_deposit(struct dax_kmem *dk);
void dax_kmem_deposit_release(struct dax_kmem *dk);
int dax_kmem_deposit_check(struct dax_kmem *dk);

/* leftover.c */
int dax_kmem_leftover_in(struct dax_kmem *dk, u32 extent,
			 struct resource **res);
bool dax_kmem_has_leftover(struct dax_kmem *dk);

/* memmap.c */
const char *dax_kmem_memmap_obstacle(void);
int dax_kmem_memmap_choose(struct dax_kmem *dk);
bool dax_kmem_memmap_in_block(struct dax_kmem *dk, u32 i);
u64 dax_kmem_memmap_bytes(const struct dax_kmem *dk);

/* room.c */
int dax_kmem_room_for_memmap(struct dax_kmem *dk, const struct dk_plan *plan);
int dax_kmem_room_for_plan(struct dax_kmem *dk, const struct dk_plan *plan);
int dax_kmem_room_for_block(struct dax_kmem *dk, u32 i, u32 *need);
bool dax_kmem_room_is_gone(struct dax_kmem *dk);

/* io_wait.c */
int dax_kmem_io_wait(struct dax_kmem *dk, u32 i);

/* huge.c */
/**
 * struct dk_huge - bytes in huge pages (hugetlb) of a memory block
 * @free: huge pages that are free in the node's pool
 * @used: huge pages in use
 */
struct dk_huge {
	u64 free;
	u64 used;
};

void dax_kmem_huge_count(struct dax_kmem *dk, u32 i, struct dk_huge *h);
const char *dax_kmem_huge_reason(const struct dk_huge *h, u32 used, int rc);

/* node.c */
int dax_kmem_node_check(struct dax_kmem *dk, int node);
int dax_kmem_adistance(struct dax_kmem *dk);
int dax_kmem_node_get(struct dax_kmem *dk);
void dax_kmem_node_put(struct dax_kmem *dk);
void dax_kmem_node_offline(int node);
struct kset *dax_kmem_node_first_online(int node);
void dax_kmem_node_exit(void);

/* access.c */
int dax_kmem_access_init(void);
void dax_kmem_access_exit(void);

/* firmware.c */
int dax_kmem_firmware_domain(const struct dk_span *ranges, u32 nr, u32 *domain);
int dax_kmem_firmware_node(struct dax_kmem *dk);

/* rebind.c */
int dax_kmem_rebind_init(void);
void dax_kmem_rebind_exit(void);
int dax_kmem_before_offline(struct dax_kmem *dk, u32 i, bool whole,
			    u32 *culprit);
void dax_kmem_after_offline(struct dax_kmem *dk);
void dax_kmem_node_kept(struct dax_kmem *dk);
void dax_kmem_node_leaves(struct dax_kmem *dk);

/* cushion.c */
int dax_kmem_cushion_init(void);
void dax_kmem_cushion_exit(void);
void dax_kmem_cushion_start(void);
void dax_kmem_cushion_bound_begin(void);
void dax_kmem_cushion_bound_end(void);

/* stragglers.c */
void dax_kmem_stragglers(void);
bool dax_kmem_is_bound(void);

/* scrub.c */
int dax_kmem_scrub_span(struct dax_kmem *dk, struct dk_span span);
int dax_kmem_scrub_all(struct dax_kmem *dk);

#endif /* DAX_KMEM_MM_H */
