// SPDX-License-Identifier: GPL-2.0-or-later
/* Text for terminals and for JSON. */
#include <string.h>
#include "cli/daxkmem.h"

static int tail_bytes(unsigned char c)
{
	if (c >= 0xc2 && c <= 0xdf)
		return 1;
	if (c >= 0xe0 && c <= 0xef)
		return 2;
	if (c >= 0xf0 && c <= 0xf4)
		return 3;
	return 0;
}

/* Returns the length of the non-ASCII character at @s; 0 if it is not UTF-8. */
static int utf8_len(const unsigned char *s)
{
	int i, n = tail_bytes(s[0]);

	for (i = 1; i <= n; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return n ? n + 1 : 0;
}

/*
 * True if the character of @len bytes at @s may control a terminal: C0, DEL, C1
 * (U+0080 to U+009F, which includes CSI), and characters that change the text
 * direction (U+202A to U+202E, U+2066 to U+2069).
 */
static bool is_control(const unsigned char *s, int len)
{
	if (len == 1)
		return s[0] < 0x20 || s[0] == 0x7f;
	if (len == 2)
		return s[0] == 0xc2 && s[1] < 0xa0;
	return len == 3 && s[0] == 0xe2 &&
	       ((s[1] == 0x80 && s[2] >= 0xaa && s[2] <= 0xae) ||
		(s[1] == 0x81 && s[2] >= 0xa6 && s[2] <= 0xa9));
}

/*
 * Make untrusted text safe for a terminal and for JSON. Returns a copy with '?'
 * for each control character and each byte that is not UTF-8.
 */
const char *clean(const char *s)
{
	const char *text = say("%s", s);
	char *out = (char *)text;
	int len;

	while (*s) {
		len = (unsigned char)*s < 0x80 ? 1 : utf8_len((const void *)s);
		if (!len || is_control((const void *)s, len)) {
			*out++ = '?';
			s += len ?: 1;
			continue;
		}
		memcpy(out, s, len);
		out += len;
		s += len;
	}
	*out = 0;
	return text;
}

/* Returns a size as human() or, with --bytes, in bytes; "-" if negative. */
const char *size_text(long long bytes)
{
	if (bytes < 0)
		return "-";
	return opt.bytes ? say("%lld", bytes) : human(bytes);
}

/* Begin a part of the output: print an empty line, but not before the first. */
void part_begin(void)
{
	static bool later;

	if (later)
		putchar('\n');
	later = true;
}
