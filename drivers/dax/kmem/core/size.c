// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "size.h"

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/*
 * Parse a number, decimal or prefixed with 0x, from the @len characters at @s.
 * Returns the number of characters used; -EINVAL if there is no number, -ERANGE
 * if it does not fit in 64 bits.
 */
static int take_number(const char *s, size_t len, u64 *value)
{
	int base = 10;
	size_t i = 0, first;

	if (len > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X')) {
		base = 16;
		i = 2;
	}

	*value = 0;
	for (first = i; i < len && digit(s[i]) < base; i++) {
		u64 more = *value * base + digit(s[i]);

		if (*value > (~0ULL - digit(s[i])) / base)
			return -ERANGE;
		*value = more;
	}
	return i > first ? (int)i : -EINVAL;
}

static int shift_of(char suffix)
{
	switch (suffix) {
	case 'k': case 'K':
		return 10;
	case 'm': case 'M':
		return 20;
	case 'g': case 'G':
		return 30;
	case 't': case 'T':
		return 40;
	default:
		return -EINVAL;
	}
}

static size_t without_newline(const char *word, size_t len)
{
	return len && word[len - 1] == '\n' ? len - 1 : len;
}

/**
 * dk_size_parse - parse a size in bytes
 * @word: decimal, or hexadecimal prefixed with 0x; K, M, G or T (powers of
 *	1024) may follow; one newline at the end is ignored
 * @len: length of @word
 * @bytes: receives the size
 *
 * Return: 0; -EINVAL if @word is not a size; -ERANGE if it does not fit in 64
 * bits.
 */
int dk_size_parse(const char *word, size_t len, u64 *bytes)
{
	int used, shift;

	len = without_newline(word, len);
	used = take_number(word, len, bytes);
	if (used < 0)
		return used;
	if ((size_t)used == len)
		return 0;
	if ((size_t)used + 1 != len)
		return -EINVAL;

	shift = shift_of(word[used]);
	if (shift < 0)
		return shift;
	if (*bytes > ~0ULL >> shift)
		return -ERANGE;
	*bytes <<= shift;
	return 0;
}

/*
 * Parse an address: hexadecimal, prefixed with 0x. Without the prefix a number
 * would be ambiguous: /proc/iomem prints hexadecimal without it, and a shell
 * prints results in decimal.
 */
static int take_address(const char *s, size_t len, u64 *addr)
{
	if (len < 3 || s[0] != '0' || (s[1] != 'x' && s[1] != 'X'))
		return -EINVAL;
	return take_number(s, len, addr);
}

/**
 * dk_span_parse - parse a range of addresses
 * @word: 0xSTART-0xEND, including the last byte, or the address of one byte
 * @len: length of @word
 * @unit: round the range out to multiples of this size in bytes, a power of two
 * @span: receives the range
 *
 * Return: 0; -EINVAL if @word is not a range; -ERANGE if the range does not fit
 * in 64-bit addresses.
 */
int dk_span_parse(const char *word, size_t len, u64 unit, struct dk_span *span)
{
	u64 last;
	int used, more;

	len = without_newline(word, len);
	used = take_address(word, len, &span->start);
	if (used < 0)
		return used;

	last = span->start;
	if ((size_t)used < len) {
		if (word[used] != '-')
			return -EINVAL;
		used++;
		more = take_address(word + used, len - used, &last);
		if (more < 0)
			return more;
		if ((size_t)(used + more) != len || last < span->start)
			return -EINVAL;
	}
	if (last >= ~(unit - 1))
		return -ERANGE;

	span->start &= ~(unit - 1);
	span->end = (last & ~(unit - 1)) + unit;
	return 0;
}
