/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* A range of physical addresses, in bytes, end not included. */
#ifndef DK_CORE_SPAN_H
#define DK_CORE_SPAN_H

#include "types.h"

struct dk_span {
	u64 start;
	u64 end;	/* first byte after the span; start == end is empty */
};

static inline u64 dk_span_len(struct dk_span s)
{
	return s.end - s.start;
}

static inline bool dk_span_empty(struct dk_span s)
{
	return s.start >= s.end;
}

static inline bool dk_span_equal(struct dk_span a, struct dk_span b)
{
	return a.start == b.start && a.end == b.end;
}

/* Two empty spans, or an empty one and any other, never overlap. */
static inline bool dk_span_overlaps(struct dk_span a, struct dk_span b)
{
	return !dk_span_empty(a) && !dk_span_empty(b) &&
	       a.start < b.end && b.start < a.end;
}

static inline bool dk_span_contains(struct dk_span outer, struct dk_span inner)
{
	return outer.start <= inner.start && inner.end <= outer.end;
}

/**
 * dk_span_blocks - find the whole blocks inside a span
 * @s: any span
 * @block: block size in bytes, a power of two
 *
 * Return: the largest span inside @s whose bounds are multiples of @block; an
 * empty span at the start of @s if no block fits.
 */
static inline struct dk_span dk_span_blocks(struct dk_span s, u64 block)
{
	u64 mask = block - 1;
	struct dk_span none = { s.start, s.start };
	struct dk_span in;

	/* Rounding up must not wrap at the end of the address space. */
	if (s.start > ~0ULL - mask)
		return none;

	in.start = (s.start + mask) & ~mask;
	in.end = s.end & ~mask;

	return dk_span_empty(in) ? none : in;
}

#endif /* DK_CORE_SPAN_H */
