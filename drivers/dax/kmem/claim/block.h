/* SPDX-License-Identifier: GPL-2.0-only */
/* The memory blocks of a claim: addresses, states and pages in use. */
#ifndef DAX_KMEM_BLOCK_H
#define DAX_KMEM_BLOCK_H

#include "claim.h"
#include "kernel/devices.h"

u32 dax_kmem_first_block(const struct dax_kmem *dk, u32 extent);
u32 dax_kmem_extent_of(const struct dax_kmem *dk, u32 i);
struct dk_span dax_kmem_block_span(const struct dax_kmem *dk, u32 i);
unsigned long dax_kmem_block_id(const struct dax_kmem *dk, u32 i);
enum dk_block_state dax_kmem_block_state(struct dax_kmem *dk, u32 i,
					 const char **zone);
void dax_kmem_census(struct dax_kmem *dk, struct dk_census *c);
u32 dax_kmem_count_plugged(struct dax_kmem *dk);
enum dk_state dax_kmem_state(struct dax_kmem *dk);
struct page *dax_kmem_next_used(unsigned long *pfn, unsigned long end,
				unsigned long *nr);
u32 dax_kmem_block_used(struct dax_kmem *dk, u32 i);
struct memory_block *dax_kmem_block_get(struct dax_kmem *dk, u32 i);
struct device *dax_kmem_block_find(struct dax_kmem *dk, u32 id);
int dax_kmem_block_attach(struct dax_kmem *dk, u32 i);
void dax_kmem_block_detach(struct dax_kmem *dk, u32 i);

#endif /* DAX_KMEM_BLOCK_H */
