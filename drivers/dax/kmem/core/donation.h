/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/*
 * Which parts of a device a Xen hypervisor can get for its heap, and why it
 * cannot get the others.
 */
#ifndef DK_CORE_DONATION_H
#define DK_CORE_DONATION_H

#include "spanset.h"

/*
 * Xen keeps track of what is memory in groups of 256 MiB (PDX_GROUP_COUNT
 * pages), and takes a range only if it goes from one of them into another
 * (mem_hotadd_check()). Ranges that share a group with memory it has already
 * it may accept by mistake, and panic later.
 */
#define DK_DONATION_GROUP (256ULL << 20)
#define DK_DONATION_LEAST (2 * DK_DONATION_GROUP)

/* What becomes of a part of a device. */
enum dk_fate {
	DK_FATE_GIVE,		/* Xen can get it */
	DK_FATE_ALIGNMENT,	/* less than a whole group */
	DK_FATE_BAD,		/* its group has a bad page */
	DK_FATE_DOMAIN,		/* in no memory entry of the proximity domain */
	DK_FATE_SMALL,		/* alone, where Xen takes two groups or more */
	DK_FATE_REFUSED,	/* Xen did not take it; none of the planned are */
	DK_NR_FATES,
};

struct dk_piece {
	struct dk_span span;
	enum dk_fate fate;
};

/**
 * struct dk_donation - a plan
 * @v: the device, from its start to its end, in pieces; those to be given are
 *	calls of XENPF_mem_hotadd, one each; the caller's array
 * @nr: pieces in use
 * @cap: pieces that @v has room for
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
