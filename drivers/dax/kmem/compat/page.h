/* SPDX-License-Identifier: GPL-2.0-only */
/* Pages in use that kernels after 6.12 keep without a reference. */
#ifndef DAX_KMEM_COMPAT_PAGE_H
#define DAX_KMEM_COMPAT_PAGE_H

#include <linux/mm.h>
#include "facts.h"

#ifndef DK_HAS_PAGE_LARGE_KMALLOC
/* On this kernel these pages have a reference. */
static inline bool PageLargeKmalloc(const struct page *page)
{
	return false;
}
#endif

/* True for a page that is allocated, with or without a reference. */
static inline bool dk_page_in_use(struct page *page)
{
	return page_ref_count(page) || PageSlab(page) || PageLargeKmalloc(page);
}

#endif /* DAX_KMEM_COMPAT_PAGE_H */
