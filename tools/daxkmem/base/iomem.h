/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel's tree of physical addresses, /proc/iomem. */
#ifndef LIBDAXKMEM_IOMEM_H
#define LIBDAXKMEM_IOMEM_H

#include "base/base.h"

#define IOMEM_SOFT_RESERVED "Soft Reserved"

/* A line of /proc/iomem. Its children follow it, and are deeper. */
struct iomem {
	unsigned long long start, end;	/* end is exclusive */
	int depth;
	char name[WORD_LEN];
};

int iomem_read(const struct daxkmem_ctx *ctx, struct iomem **list);
bool iomem_is_unused(const struct iomem *i);

#endif /* LIBDAXKMEM_IOMEM_H */
