// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "span.h"

/**
 * dk_span_blocks - the whole blocks that lie inside a span
 * @s: any span
 * @block: block size in bytes, a power of two
 *
 * Returns the largest span inside @s whose bounds are multiples of @block;
 * an empty one, at the start of @s, if no block fits.
 */
struct dk_span dk_span_blocks(struct dk_span s, u64 block)
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
