/* SPDX-License-Identifier: GPL-2.0-only */
/* Machine checks, where the kernel has them. */
#ifndef DAX_KMEM_COMPAT_MCE_H
#define DAX_KMEM_COMPAT_MCE_H

#include <linux/mm.h>
#include <linux/notifier.h>
#include "../core/span.h"

#ifdef CONFIG_X86_MCE
#include <asm/mce.h>

/*
 * The pages that an uncorrected memory error hit. Returns false for all other
 * events (Intel SDM volume 3, 16.9.3 and 16.3.2.4.1 tell the bits).
 */
static inline bool dk_mce_span(struct mce *m, struct dk_span *span)
{
	u64 unit;

	if (!mce_is_memory_error(m) || mce_is_correctable(m) ||
	    !mce_usable_address(m))
		return false;
	unit = max_t(u64, 1ULL << MCI_MISC_ADDR_LSB(m->misc), PAGE_SIZE);
	span->start = ALIGN_DOWN(m->addr, unit);
	span->end = span->start + unit;
	return true;
}

static inline void dk_mce_register(struct notifier_block *nb)
{
	nb->priority = MCE_PRIO_NFIT;
	mce_register_decode_chain(nb);
}

static inline void dk_mce_unregister(struct notifier_block *nb)
{
	mce_unregister_decode_chain(nb);
}
#else
static inline bool dk_mce_span(void *m, struct dk_span *span)
{
	return false;
}

static inline void dk_mce_register(struct notifier_block *nb)
{
}

static inline void dk_mce_unregister(struct notifier_block *nb)
{
}
#endif

#endif /* DAX_KMEM_COMPAT_MCE_H */
