/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bad ranges, with who reported each of them and when. */
#ifndef LIBDAXKMEM_NOTES_H
#define LIBDAXKMEM_NOTES_H

#include "base/ranges.h"

/* Names of sources, as in the ledger. */
#define BY_USER "user"
#define BY_KERNEL "kernel"		/* the driver has it; not known from where */
#define BY_BADBLOCKS "badblocks"
#define BY_MACHINE_CHECK "machine-check"
#define BY_CXL_POISON "cxl-poison"
#define BY_CXL_MEDIA "cxl-media"
#define BY_CXL_DRAM "cxl-dram"
#define BY_RASDAEMON "rasdaemon"

/* known_by is not used. Sorted, without overlaps, after notes_sort(). */
struct notes {
	struct daxkmem_bad_range *v;
	int nr;
};

int notes_add(struct notes *n, const struct daxkmem_range *at,
	      const char *source, long long time);
int notes_add_ranges(struct notes *n, const struct ranges *at,
		     const char *source);
void notes_sort(struct notes *n);
int notes_ranges(const struct notes *n, struct ranges *r);
int notes_ranges_lost(const struct notes *n, bool lost, struct ranges *r);
int notes_take(struct notes *n, const struct notes *more);
int notes_without(const struct notes *n, const struct ranges *gone,
		  struct notes *rest);
const struct daxkmem_bad_range *notes_find(const struct notes *n,
					   const struct daxkmem_range *at);
void notes_free(struct notes *n);

#endif /* LIBDAXKMEM_NOTES_H */
