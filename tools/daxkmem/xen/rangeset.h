/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which guest has which part of a device: a sorted list of page ranges that
 * together make up the whole device. A part that no guest has is a range, too.
 * Adjoining ranges that can be merged are merged.
 *
 * All numbers count pages. The caller owns the array and guards the set. No
 * function allocates memory.
 */
#ifndef DAXKMEM_RANGESET_H
#define DAXKMEM_RANGESET_H

#include "span.h"

#define DK_NOBODY (~0U)		/* no domain */

enum dk_health {
	DK_SOUND,	/* no error has been seen */
	DK_BROKEN,	/* no guest gets it; a guest that has it may keep it */
	DK_FATAL,	/* failed again in use: its guest must be destroyed */
};

struct dk_range {
	u64 start;	/* offset in the device */
	u64 len;
	u64 gfn;	/* guest frame of the first page; 0 if no guest has it */
	u32 domain;	/* the guest that has it, or DK_NOBODY */
	enum dk_health health;
};

struct dk_rangeset {
	struct dk_range *v;
	u32 nr;		/* ranges in use */
	u32 cap;	/* ranges that @v has room for */
};

/* Room for the ranges that any single operation can add. */
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

/* The text form that ranges are saved in: "START LEN DOMAIN GFN HEALTH" */
int dk_rangeset_load(struct dk_rangeset *set, const struct dk_range *range);
int dk_range_parse(const char *text, size_t len, struct dk_range *range);
const char *dk_health_word(enum dk_health health);

#endif /* DAXKMEM_RANGESET_H */
