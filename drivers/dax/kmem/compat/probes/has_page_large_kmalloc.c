// SPDX-License-Identifier: GPL-2.0-only
/*
 * After Linux 6.12 ("slab: Introduce large kmalloc page type") pages of large
 * allocations by kmalloc() have a page type of their own.
 */
#include <linux/mm.h>

int probe(const struct page *page);

int probe(const struct page *page)
{
	return PageLargeKmalloc(page);
}
