// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * Xen's map from addresses to nodes, as its numa.c builds it from the memory
 * entries of the SRAT. The map consists of chunks. Xen before 4.22 (and before
 * the releases 4.20.4 and 4.21.2) forgets the last chunk of an entry that does
 * not begin at a chunk, if the entry ends before the same offset in that chunk
 * (fixed by commit 188d530529). Addresses in a forgotten chunk belong to node 255,
 * for which Xen has no heap. Xen 4.17 was seen to lose memory that is added there.
 */
#include "srat.h"
#include "xennodes.h"

/* Visits all memory entries. Its order is that of the table. */
struct walk {
	const u8 *table;
	size_t len, at;
	struct dk_span span;
	u32 domain;
};

static bool next(struct walk *w)
{
	return dk_srat_memory(w->table, w->len, &w->at, &w->span,
			      &w->domain) > 0;
}

/* The domain of the entry with the highest start below @start. */
static bool domain_below(const u8 *table, size_t len, u64 start, u32 *domain)
{
	struct walk w = { .table = table, .len = len };
	bool found = false;
	u64 best = 0;

	while (next(&w)) {
		if (w.span.start >= start || (found && w.span.start < best))
			continue;
		found = true;
		best = w.span.start;
		*domain = w.domain;
	}
	return found;
}

/*
 * The size of a chunk: the lowest bit of the starts of all entries that come
 * after an entry of another domain. 0: one chunk has all. Xen 4.17 takes the
 * entries in the order of the table, newer versions @by_address.
 */
static u64 chunk_size(const u8 *table, size_t len, bool by_address)
{
	struct walk w = { .table = table, .len = len };
	u64 starts = 0;
	u32 before = 0;
	bool first = true, has_before;

	for (; next(&w); first = false) {
		u32 last = before;

		before = w.domain;
		has_before = by_address ?
			     domain_below(table, len, w.span.start, &last) :
			     !first;
		if (has_before && last != w.domain)
			starts |= w.span.start;
	}
	return starts & -starts;
}

/* True if Xen assigns the chunk that begins at @chunk to a node for @entry. */
static bool assigns(struct dk_span entry, u64 chunk, u64 size)
{
	return chunk >= (entry.start & -size) &&
	       chunk + (entry.start & (size - 1)) < entry.end;
}

static u64 end_of(const u8 *table, size_t len, struct dk_span entry, u32 domain,
		  u64 size)
{
	struct walk w = { .table = table, .len = len };
	u64 chunk = (entry.end - 1) & -size;

	if (!size || entry.start == entry.end)
		return entry.end;
	while (next(&w))
		if (w.domain == domain && assigns(w.span, chunk, size))
			return entry.end;
	return chunk;
}

/**
 * dk_xen_nodes_end - find the end of the addresses that Xen assigns to a node
 * @table: an SRAT, including its header; may be damaged
 * @len: number of bytes that can be read at @table
 * @entry: a memory entry of the table
 * @domain: its proximity domain
 *
 * Return: the end of @entry, or a lower address.
 */
u64 dk_xen_nodes_end(const u8 *table, size_t len, struct dk_span entry,
		     u32 domain)
{
	u64 a = end_of(table, len, entry, domain, chunk_size(table, len, false));
	u64 b = end_of(table, len, entry, domain, chunk_size(table, len, true));

	return a < b ? a : b;
}
