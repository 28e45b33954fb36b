/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Merge the bad pages of a device from all sources. */
#ifndef DAXKMEM_BAD_VIEW_H
#define DAXKMEM_BAD_VIEW_H

#include "host/ranges.h"

enum bad_known { BAD_DRIVER, BAD_LEDGER, BAD_BADBLOCKS, NR_BAD_KNOWN };

int bad_view_common(const struct daxkmem_device *d, const struct ranges *in,
		    long long bytes[NR_BAD_KNOWN]);
int bad_view(const struct daxkmem_device *d, struct json_object **rows);
int bad_view_all(const struct daxkmem_device *d, struct ranges *all);

#endif /* DAXKMEM_BAD_VIEW_H */
