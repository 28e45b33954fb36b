// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "badlist.h"
#include "size.h"

#define SECTOR_SHIFT 9	/* 512 bytes, regardless of the medium */

/**
 * dk_bad_sectors - convert bad sectors to a span of addresses
 * @base: address of sector 0
 * @first: first bad sector
 * @count: number of bad sectors
 * @unit: round the span out to multiples of this size in bytes, a power of two
 * @bad: receives the span
 *
 * Return: 0; -EINVAL if @count is 0; -ERANGE if the span exceeds 64-bit
 * addresses.
 */
int dk_bad_sectors(u64 base, u64 first, u64 count, u64 unit,
		   struct dk_span *bad)
{
	u64 last = ~(unit - 1), room;

	if (!count)
		return -EINVAL;
	if (base > last)
		return -ERANGE;
	room = (last - base) >> SECTOR_SHIFT;
	if (first > room || count > room - first)
		return -ERANGE;

	bad->start = base + (first << SECTOR_SHIFT);
	bad->end = bad->start + (count << SECTOR_SHIFT);
	bad->start &= ~(unit - 1);
	bad->end = (bad->end + unit - 1) & ~(unit - 1);
	return 0;
}

/**
 * dk_bad_table_whole - does a table have all bad sectors of a part of a range?
 * @sectors: sum of the sectors of all entries
 * @entries: number of entries that the table has room for
 * @part: the part that the table was read for, in bytes
 *
 * The kernel's table (block/badblocks.c) silently drops sectors that it has no
 * room for. It also merges entries, so the number of used entries does not show
 * whether it was full. But a sector in the table stays there, and entries do
 * not overlap: a table that has fewer sectors than room for entries was never
 * full. Two entries are kept in reserve, because an insertion may need one
 * before and one after an existing entry.
 *
 * Return: true if the table is certain to be complete.
 */
bool dk_bad_table_whole(u64 sectors, u64 entries, struct dk_span part)
{
	return sectors + 2 <= entries ||
	       sectors << SECTOR_SHIFT >= dk_span_len(part);
}

/**
 * dk_bad_part_next - find the part of a range whose table must be read next
 * @all: the range
 * @part: the part whose table was read last; receives the next part
 * @whole: that table was complete; if not, the next part is its first half
 *
 * The caller must set @whole for a part of one sector, or the search never ends.
 *
 * Return: false if all of the range has been read.
 */
bool dk_bad_part_next(struct dk_span all, struct dk_span *part, bool whole)
{
	u64 unit = 1 << SECTOR_SHIFT, len = dk_span_len(*part);

	if (whole) {
		part->start = part->end;
		len *= 2;
	} else {
		len = (len / 2 + unit - 1) & ~(unit - 1);
	}
	part->end = len < all.end - part->start ? part->start + len : all.end;
	return !dk_span_empty(*part);
}

#define MOST_LSB 30	/* over 1 GiB, the record does not name a location */

/**
 * dk_bad_address - convert the address in a machine check record to a span
 * @addr: the address in the record; bits outside the address may be set
 * @lsb: lowest valid bit (Intel SDM volume 3, 16.3.2.4.1)
 * @bits: number of bits in a physical address; higher bits may have a key ID
 * @unit: round the span out to multiples of this size in bytes, a power of two
 * @bad: receives the span
 *
 * Return: false if the record does not name a location.
 */
bool dk_bad_address(u64 addr, u32 lsb, u32 bits, u64 unit, struct dk_span *bad)
{
	u64 size = 1ULL << (lsb > MOST_LSB ? 0 : lsb);

	if (lsb > MOST_LSB || bits <= lsb)
		return false;
	if (size < unit)
		size = unit;
	if (bits < 64)
		addr &= (1ULL << bits) - 1;
	bad->start = addr & ~(size - 1);
	bad->end = bad->start + size;
	return !dk_span_empty(*bad);
}

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * dk_bad_words - find the part of a text that consists of complete values
 * @buf: the text
 * @len: length of the text
 * @cut: the text may be truncated, so that only white space ends a value
 *
 * Return: length of that part; 0 if the text is one value that may be truncated.
 */
size_t dk_bad_words(const char *buf, size_t len, bool cut)
{
	while (cut && len && !is_space(buf[len - 1]))
		len--;
	return len;
}

/**
 * dk_bad_word_next - find the next value in a text
 * @buf: the text
 * @len: length of the text
 * @at: offset to start at; receives the offset of the value
 *
 * Return: length of the value; 0 if there are no more values.
 */
size_t dk_bad_word_next(const char *buf, size_t len, size_t *at)
{
	size_t end;

	while (*at < len && is_space(buf[*at]))
		++*at;
	for (end = *at; end < len && !is_space(buf[end]);)
		end++;
	return end - *at;
}

/**
 * dk_bad_word_parse - parse a value that is written to bad_pages
 * @word: a range for dk_span_parse(); prefixed with "-" to forget the range, or
 *	with "!" if its content is lost
 * @len: length of @word
 * @unit: round the range out to multiples of this size in bytes, a power of two
 * @bad: receives the result
 *
 * Return: 0, or the errno of dk_span_parse().
 */
int dk_bad_word_parse(const char *word, size_t len, u64 unit,
		      struct dk_bad_word *bad)
{
	size_t prefix;

	bad->forget = len && *word == '-';
	bad->lost = len && *word == '!';
	prefix = bad->forget || bad->lost;
	return dk_span_parse(word + prefix, len - prefix, unit, &bad->span);
}
