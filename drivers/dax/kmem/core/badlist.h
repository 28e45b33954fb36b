/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* Lists of bad addresses, as libnvdimm counts them and as users write them. */
#ifndef DK_CORE_BADLIST_H
#define DK_CORE_BADLIST_H

#include "span.h"

/* A value that is written to bad_pages. */
struct dk_bad_word {
	struct dk_span span;
	bool forget;	/* remove the span from the ledger, do not add it */
	bool lost;	/* its content is lost: reading it is a machine check */
};

int dk_bad_sectors(u64 base, u64 first, u64 count, u64 unit,
		   struct dk_span *bad);
bool dk_bad_table_whole(u64 sectors, u64 entries, struct dk_span part);
bool dk_bad_part_next(struct dk_span all, struct dk_span *part, bool whole);
bool dk_bad_address(u64 addr, u32 lsb, u32 bits, u64 unit, struct dk_span *bad);
size_t dk_bad_words(const char *buf, size_t len, bool cut);
size_t dk_bad_word_next(const char *buf, size_t len, size_t *at);
int dk_bad_word_parse(const char *word, size_t len, u64 unit,
		      struct dk_bad_word *bad);

#endif /* DK_CORE_BADLIST_H */
