/* SPDX-License-Identifier: GPL-2.0-only */
/* One spelling for what differs between kernels. */
#ifndef DAX_KMEM_COMPAT_H
#define DAX_KMEM_COMPAT_H

#include <linux/device.h>
#include <linux/export.h>
#include <linux/gfp.h>
#include <linux/memory.h>
#include "facts.h"

/*
 * Kernels with MEM_PREPARE_ONLINE let us refuse a block before they initialise
 * its memmap. On other kernels the value matches no event.
 */
#ifdef DK_HAS_MEM_PREPARE_ONLINE
#define DK_MEM_PREPARE_ONLINE MEM_PREPARE_ONLINE
#else
#define DK_MEM_PREPARE_ONLINE (~0UL)
#endif

/* Set or clear the mark of a device that device_online() would online. */
static inline void dk_device_mark_offline(struct device *dev, bool offline)
{
#ifdef DK_HAS_DEVICE_FLAGS
	dev_assign_offline(dev, offline);
#else
	dev->offline = offline;
#endif
}

/* Kernels before 6.8 check this themselves when memory is added. */
#ifdef DK_DEV_DAX_HAS_MEMMAP_ON_MEMORY
#define dk_supports_memmap_on_memory() mhp_supports_memmap_on_memory()
#else
#define dk_supports_memmap_on_memory() true
#endif

/* False if the kernel knows of no bad page in a memory block. */
static inline bool dk_block_has_bad(struct memory_block *mem)
{
#ifdef DK_HAS_NR_HWPOISON
	return atomic_long_read(&mem->nr_hwpoison);
#else
	return true;
#endif
}

/* The third argument of alloc_contig_range() for movable memory. */
#ifdef DK_HAS_ACR_FLAGS
#define DK_CONTIG_MOVABLE ACR_FLAGS_NONE
#else
#define DK_CONTIG_MOVABLE MIGRATE_MOVABLE
#endif

/* The return type of a platform driver's remove method, and what it returns. */
#ifdef DK_PLATFORM_REMOVE_IS_VOID
#define DK_REMOVE_RESULT void
#define DK_REMOVED
#else
#define DK_REMOVE_RESULT int
#define DK_REMOVED 0
#endif

#ifdef DK_NS_IS_WORD
#define DK_EXPORT(symbol) EXPORT_SYMBOL_NS_GPL(symbol, DAX_KMEM)
#define DK_IMPORT MODULE_IMPORT_NS(DAX_KMEM)
#else
#define DK_EXPORT(symbol) EXPORT_SYMBOL_NS_GPL(symbol, "DAX_KMEM")
#define DK_IMPORT MODULE_IMPORT_NS("DAX_KMEM")
#endif

#endif /* DAX_KMEM_COMPAT_H */
