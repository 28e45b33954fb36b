// SPDX-License-Identifier: GPL-2.0-only
/*
 * After Linux 6.12 soft-reserved addresses are in a tree of their own, so that drivers
 * for CXL come first ("dax/hmem, e820, resource: Defer Soft Reserved insertion until
 * hmem is ready").
 */
#include <linux/ioport.h>

#ifndef CONFIG_EFI_SOFT_RESERVE
#error "no memory is ever soft-reserved"
#endif

int probe(u64 start, u64 end, int (*func)(struct resource *, void *));
int probe(u64 start, u64 end, int (*func)(struct resource *, void *))
{
	return walk_soft_reserve_res(start, end, NULL, func);
}
