/* SPDX-License-Identifier: GPL-2.0-only */
/* Bad pages: the ledger of them, and the code that keeps them out of use. */
#ifndef DAX_KMEM_BAD_H
#define DAX_KMEM_BAD_H

#include "claim/claim.h"

/* ledger.c */
int dax_kmem_bad_add(struct dk_span span, bool lost);
int dax_kmem_bad_forget(struct dk_span span);
int dax_kmem_bad_forget_of(struct dax_kmem *dk, struct dk_span span);
bool dax_kmem_bad_first(struct dk_span within, struct dk_span *part);
bool dax_kmem_bad_any(struct dk_span span);
bool dax_kmem_bad_least(struct dk_span span, u32 pages);
u64 dax_kmem_bad_len(struct dk_span within);
bool dax_kmem_bad_lost(u64 addr);
void dax_kmem_bad_collect(unsigned long start_pfn, unsigned long nr_pages);
void dax_kmem_bad_scan(struct dax_kmem *dk, struct dk_span within);
void dax_kmem_bad_tell(struct device *dev, struct dk_span span);
void dax_kmem_bad_exit(void);

/* retire.c */
void dax_kmem_retire(struct dk_span span);
void dax_kmem_retire_adopted(struct dax_kmem *dk);
void dax_kmem_retire_init(void);
void dax_kmem_retire_exit(void);

/* badblocks.c */
int dax_kmem_badblocks_import(struct device *dev,
			      const struct dk_spanset *ranges);

/* hold.c */
bool dax_kmem_hold_for(struct dax_kmem *dk, bool *held);
void dax_kmem_hold_put(void);
bool dax_kmem_holding(void);
int dax_kmem_online_check(struct dax_kmem *dk);
void dax_kmem_held_leave(struct dk_span span);
void dax_kmem_held_left(struct dk_span span, bool stays);

#endif /* DAX_KMEM_BAD_H */
