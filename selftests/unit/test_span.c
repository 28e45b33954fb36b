// SPDX-License-Identifier: GPL-2.0-only
/* core/span: block alignment, compared with a twin that tries every block. */
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/span.h"

#define BLOCK 16

/* Simple twin: checks each block of a small address space. */
static struct dk_span blocks_by_looking(struct dk_span s)
{
	struct dk_span in = { s.start, s.start };
	u64 b;
	int any = 0;

	for (b = 0; b < 256; b += BLOCK) {
		if (b < s.start || b + BLOCK > s.end)
			continue;
		if (!any)
			in.start = b;
		in.end = b + BLOCK;
		any = 1;
	}
	return in;
}

static void all_small_spans(void)
{
	struct dk_span s;

	for (s.start = 0; s.start < 200; s.start++)
		for (s.end = s.start; s.end < 250; s.end++)
			demand(dk_span_equal(dk_span_blocks(s, BLOCK),
					     blocks_by_looking(s)),
			       "every small span is cut to its whole blocks");
	point(1, "every small span is cut to its whole blocks");
}

static void ends_of_the_address_space(void)
{
	u64 last = ~0ULL - 63;	/* the last boundary of 64 bytes */
	struct dk_span top = { last - 192, ~0ULL };
	struct dk_span late = { ~0ULL - 3, ~0ULL };

	point(dk_span_equal(dk_span_blocks(top, 64),
			    (struct dk_span){ last - 192, last }),
	      "a span at the top of the address space is cut without wrapping");
	point(dk_span_empty(dk_span_blocks(late, 64)),
	      "no block begins after the last boundary");
}

static void overlaps(void)
{
	struct dk_span a = { 10, 20 };

	point(dk_span_overlaps(a, (struct dk_span){ 19, 30 }) &&
	      !dk_span_overlaps(a, (struct dk_span){ 20, 30 }) &&
	      !dk_span_overlaps(a, (struct dk_span){ 0, 10 }) &&
	      !dk_span_overlaps(a, (struct dk_span){ 15, 15 }),
	      "spans that touch do not overlap, and empty ones never do");
	point(dk_span_contains(a, a) &&
	      !dk_span_contains(a, (struct dk_span){ 9, 12 }) &&
	      !dk_span_contains(a, (struct dk_span){ 12, 21 }),
	      "a span contains itself, but no span that crosses its ends");
}

int main(void)
{
	points_planned(5);
	all_small_spans();
	ends_of_the_address_space();
	overlaps();
	finish();
}
