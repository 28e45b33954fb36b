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
 * Returns 0; -EINVAL for no sectors, -ERANGE if addresses do not go so far.
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

static bool is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

/**
 * dk_bad_words - how much of a text is whole words
 * @buf: the text
 * @len: its length
 * @most: the length at which the text may have been cut off
 *
 * Returns a length; 0 if it is all one word that goes on.
 */
size_t dk_bad_words(const char *buf, size_t len, size_t most)
{
	if (len < most)
		return len;
	while (len && !is_space(buf[len - 1]))
		len--;
	return len;
}

/**
 * dk_bad_word_next - the next word of a text
 * @buf: the text
 * @len: its length
 * @at: where to begin; becomes where the word begins
 *
 * Returns the length of the word; 0 if there are no more.
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
 * Returns 0, or what dk_span_parse() does.
 */
int dk_bad_word_parse(const char *word, size_t len, u64 unit,
		      struct dk_bad_word *bad)
{
	bad->forget = len && *word == '-';
	return dk_span_parse(word + bad->forget, len - bad->forget, unit,
			     &bad->span);
}
