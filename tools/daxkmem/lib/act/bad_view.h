/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Merge the bad pages of a device from all sources. */
#ifndef LIBDAXKMEM_BAD_VIEW_H
#define LIBDAXKMEM_BAD_VIEW_H

#include "base/ranges.h"

/* Bit numbers of enum daxkmem_bad_known. */
enum bad_known { BAD_DRIVER, BAD_LEDGER, BAD_BADBLOCKS, NR_BAD_KNOWN };

int bad_view_common(const struct daxkmem_device *d, const struct ranges *in,
		    long long bytes[NR_BAD_KNOWN]);

#endif /* LIBDAXKMEM_BAD_VIEW_H */
