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
 * Takes a number, decimal or with 0x in front, from the @len characters at
 * @s. Returns how many it took; -EINVAL if there is none, -ERANGE if it does
 * not fit.
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
 * dk_size_parse - a size in bytes
 * @word: decimal, or hexadecimal behind 0x; K, M, G or T (powers of 1024) may
 *	follow; one newline at the end is no part of it
 * @len: its length
 * @bytes: receives the size
 *
 * Return: 0; -EINVAL if it is no size; -ERANGE if it does not fit in 64 bits.
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
 * An address: hexadecimal, and 0x in front. Without it nobody could tell what
 * is meant: /proc/iomem leaves it out, and a shell computes in decimal.
 */
static int take_address(const char *s, size_t len, u64 *addr)
{
	if (len < 3 || s[0] != '0' || (s[1] != 'x' && s[1] != 'X'))
		return -EINVAL;
	return take_number(s, len, addr);
}

/**
 * dk_span_parse - a range of addresses
 * @word: 0xSTART-0xEND, the last byte included, or the address of one byte
 * @len: its length
 * @unit: the range grows to whole units of so many bytes, a power of two
 * @span: receives it
 *
 * Return: 0; -EINVAL if it is no range, -ERANGE if it does not fit.
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
