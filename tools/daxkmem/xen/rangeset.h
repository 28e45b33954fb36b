/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The holders of the parts of a device: a sorted list of page ranges that
 * together cover the whole device. Parts without a holder are ranges, too.
 * Adjacent ranges are merged if possible.
 *
 * All numbers are in pages. The caller owns the array and serializes access to
 * the set. No function allocates memory.
 */
#ifndef DAXKMEM_RANGESET_H
#define DAXKMEM_RANGESET_H

#include "span.h"

#define DK_NOBODY (~0U)		/* no domain */

enum dk_health {
	DK_SOUND,	/* no error seen */
	DK_BROKEN,	/* not given to guests; its holder may keep it */
	DK_FATAL,	/* another error in use: destroy the guest */
};

struct dk_range {
	u64 start;	/* offset in the device */
	u64 len;
	u64 gfn;	/* guest frame of the first page; 0 if unused */
	u32 domain;	/* the holder, or DK_NOBODY */
	enum dk_health health;
};

struct dk_rangeset {
	struct dk_range *v;
	u32 nr;		/* ranges in use */
	u32 cap;	/* capacity of @v */
};

/* Spare capacity that is enough for any single operation. */
#define DK_RANGESET_ROOM 3

int dk_rangeset_init(struct dk_rangeset *set, u64 pages);
int dk_rangeset_map(struct dk_rangeset *set, struct dk_span s, u32 domain,
		    u64 gfn);
int dk_rangeset_unmap(struct dk_rangeset *set, struct dk_span s, u32 domain);
u64 dk_rangeset_drop(struct dk_rangeset *set, u32 domain);
int dk_rangeset_fail(struct dk_rangeset *set, struct dk_span s);
int dk_rangeset_avoid(struct dk_rangeset *set, struct dk_span s);
bool dk_rangeset_doomed(const struct dk_rangeset *set, u32 *domain);
bool dk_rangeset_has(const struct dk_rangeset *set, u32 domain);

/* The text format of saved ranges: "START LEN DOMAIN GFN HEALTH" */
int dk_rangeset_load(struct dk_rangeset *set, const struct dk_range *range);
int dk_range_parse(const char *text, size_t len, struct dk_range *range);
const char *dk_health_word(enum dk_health health);

#endif /* DAXKMEM_RANGESET_H */
