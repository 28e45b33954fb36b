// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "badlist.h"
#include "size.h"

#define SECTOR_SHIFT 9	/* 512 bytes, whatever the medium has */

/**
 * dk_bad_sectors - where bad sectors are
 * @base: where sector 0 begins
 * @first: the first bad one
 * @count: how many are bad
 * @unit: the span grows to whole units of so many bytes, a power of two
 * @bad: receives the span
 *
 * Return: 0; -EINVAL for no sectors, -ERANGE if addresses do not go so far.
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
 * @sectors: the sum of its entries' sectors
 * @entries: how many entries it has room for
 * @part: what it was read for, in bytes
 *
 * The kernel's table (block/badblocks.c) drops what it has no room for, and
 * merges entries, so that the number of entries does not tell. But a sector
 * that is in the table stays there, and no two entries have the same one: a
 * table with fewer sectors than entries never was full. Two entries are kept
 * in reserve, as an insertion may need one in front and one behind.
 *
 * Return: true if it is certain.
 */
bool dk_bad_table_whole(u64 sectors, u64 entries, struct dk_span part)
{
	return sectors + 2 <= entries ||
	       sectors << SECTOR_SHIFT >= dk_span_len(part);
}

/**
 * dk_bad_part_next - the part of a range whose table is to be read next
 * @all: the range
 * @part: the part whose table was read last; receives the next one
 * @whole: that table was whole; if not, half of the part is read again
 *
 * A part of fewer sectors than the table has entries must always be whole.
 *
 * Return: false if there is none.
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

#define MOST_LSB 30	/* a larger piece than 1 GiB is no place */

/**
 * dk_bad_address - the memory that the record of a machine check names
 * @addr: the address as the record has it; bits that are no address may be set
 * @lsb: the lowest bit that is valid (Intel SDM volume 3, 16.3.2.4.1)
 * @bits: how many bits a physical address has; above may be the ID of a key
 * @unit: the span grows to whole units of so many bytes, a power of two
 * @bad: receives the span
 *
 * Return: false if the record names no place.
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
 * dk_bad_words - how much of a text is whole words
 * @buf: the text
 * @len: its length
 * @cut: the text may have been cut off at its end: only white space ends a word
 *
 * Return: a length; 0 if it is all one word that may go on.
 */
size_t dk_bad_words(const char *buf, size_t len, bool cut)
{
	while (cut && len && !is_space(buf[len - 1]))
		len--;
	return len;
}

/**
 * dk_bad_word_next - the next word of a text
 * @buf: the text
 * @len: its length
 * @at: where to begin; becomes where the word begins
 *
 * Return: the length of the word; 0 if there are no more.
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
 * dk_bad_word_parse - a range of bad pages, or behind "-" of good ones
 * @word: as dk_span_parse() takes it, or that behind "-"
 * @len: its length
 * @unit: the range grows to whole units of so many bytes, a power of two
 * @bad: receives what it says
 *
 * Return: 0, or what dk_span_parse() does.
 */
int dk_bad_word_parse(const char *word, size_t len, u64 unit,
		      struct dk_bad_word *bad)
{
	bad->forget = len && *word == '-';
	return dk_span_parse(word + bad->forget, len - bad->forget, unit,
			     &bad->span);
}
