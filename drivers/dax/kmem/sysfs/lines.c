// SPDX-License-Identifier: GPL-2.0-only
/* Attributes with lines of equal length, which can be read from any offset. */
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "sysfs.h"

/**
 * dax_kmem_lines_read - produce the text of a read of such an attribute
 * @lines: the lines
 * @buf: receives the lines, or parts of them
 * @off: offset of the read
 * @count: size of @buf in bytes
 *
 * Return: the number of bytes in @buf; fewer than @count at the end.
 */
size_t dax_kmem_lines_read(const struct dk_lines *lines, char *buf, loff_t off,
			   size_t count)
{
	char line[DK_LINE_MOST + 1];
	size_t done = 0;

	while (done < count) {
		u64 nth = div_u64(off + done, lines->len);
		u32 skip = off + done - nth * lines->len;
		size_t n = min_t(size_t, lines->len - skip, count - done);

		if (!lines->print(nth, line, lines->arg))
			break;
		memcpy(buf + done, line + skip, n);
		done += n;
	}
	return done;
}
