/* SPDX-License-Identifier: GPL-2.0-only */
/* Machine checks, on kernels that report them. */
#ifndef DAX_KMEM_COMPAT_MCE_H
#define DAX_KMEM_COMPAT_MCE_H

#include <linux/mm.h>
#include <linux/notifier.h>
#include "../core/badlist.h"

#ifdef CONFIG_X86_MCE
#include <asm/mce.h>
#include <asm/processor.h>

/*
 * Intel and Zhaoxin processors report in MISC which bits of an address are
 * valid. AMD's MISC has other contents; the kernel has already cleared the
 * invalid bits of AMD's addresses (smca_extract_err_addr() in
 * arch/x86/kernel/cpu/mce/amd.c).
 */
static inline u32 dk_mce_lsb(const struct mce *m)
{
	bool intel = m->cpuvendor == X86_VENDOR_INTEL ||
		     m->cpuvendor == X86_VENDOR_ZHAOXIN;

	return intel && m->status & MCI_STATUS_MISCV &&
	       MCI_MISC_ADDR_MODE(m->misc) == MCI_MISC_ADDR_PHYS ?
	       MCI_MISC_ADDR_LSB(m->misc) : PAGE_SHIFT;
}

/*
 * Find the pages that an uncorrected memory error has hit. Returns false for
 * all other events. For the bits see Intel SDM volume 3, 16.9.3 and 16.3.2.4.1.
 */
static inline bool dk_mce_span(struct mce *m, struct dk_span *span)
{
	return mce_is_memory_error(m) && !mce_is_correctable(m) &&
	       mce_usable_address(m) &&
	       dk_bad_address(m->addr, dk_mce_lsb(m),
			      boot_cpu_data.x86_phys_bits, PAGE_SIZE, span);
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
