/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Which parts of a device can be donated to the heap of a Xen hypervisor, and
 * why the other parts cannot.
 */
#ifndef DK_CORE_DONATION_H
#define DK_CORE_DONATION_H

#include "spanset.h"

/*
 * Xen tracks memory in groups of 256 MiB (PDX_GROUP_COUNT pages), and only
 * accepts a range that extends over more than one group (mem_hotadd_check()).
 * It may wrongly accept a range that shares a group with existing memory, and
 * panic later.
 */
#define DK_DONATION_GROUP (256ULL << 20)
#define DK_DONATION_LEAST (2 * DK_DONATION_GROUP)

/* Why a part of a device is donated, or is not. */
enum dk_fate {
	DK_FATE_GIVE,		/* can be donated */
	DK_FATE_ALIGNMENT,	/* less than a whole group */
	DK_FATE_BAD,		/* the group has a bad page */
	DK_FATE_DOMAIN,		/* in no memory entry of the proximity domain */
	DK_FATE_SMALL,		/* a single group; Xen needs two in a row */
	DK_FATE_REFUSED,	/* refused by Xen; never set in a new plan */
	DK_NR_FATES,
};

struct dk_piece {
	struct dk_span span;
	enum dk_fate fate;
};

/**
 * struct dk_donation - plan of a donation
 * @v: the whole device in pieces, in order; each piece that can be donated is
 *	one call of XENPF_mem_hotadd; the array belongs to the caller
 * @nr: number of pieces in use
 * @cap: number of pieces that @v has room for
 */
struct dk_donation {
	struct dk_piece *v;
	u32 nr;
	u32 cap;
};

u32 dk_donation_most_pieces(const struct dk_spanset *ranges);
int dk_donation_plan(const struct dk_spanset *ranges,
		     const struct dk_spanset *bad,
		     const struct dk_span *entries, u32 nr_entries,
		     struct dk_donation *plan);
u64 dk_donation_len(const struct dk_donation *plan, enum dk_fate fate);
const char *dk_fate_word(enum dk_fate fate);

#endif /* DK_CORE_DONATION_H */
