// SPDX-License-Identifier: GPL-2.0-only
/*
 * Linux 6.2 counts the bad pages of each memory block ("mm/hwpoison: introduce
 * per-memory_block hwpoison counter").
 */
#include <linux/memory.h>

#ifndef CONFIG_MEMORY_FAILURE
#error "the count is always 0"
#endif

long probe(struct memory_block *mem);
long probe(struct memory_block *mem)
{
	return atomic_long_read(&mem->nr_hwpoison);
}
