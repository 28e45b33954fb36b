// SPDX-License-Identifier: LGPL-2.1-or-later
/* Parse lists of bad addresses: the driver's, and badblocks of a region. */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "badlist.h"
#include "private.h"
#include "size.h"

/* Append a range. Returns the new number of ranges, or -ENOMEM. */
int ranges_append(struct daxkmem_range **v, int nr, struct daxkmem_range r)
{
	struct daxkmem_range *more = reallocarray(*v, nr + 1, sizeof(**v));

	if (!more)
		return -ENOMEM;
	more[nr] = r;
	*v = more;
	return nr + 1;
}

/*
 * Parse lines such as "0x0000000120005000-0x0000000120005fff", overwriting
 * @text. Returns the number of ranges; -EPROTO for any other line; -ENOMEM. On
 * errors, the caller still frees @v.
 */
int bad_list_parse(char *text, struct daxkmem_range **v)
{
	struct dk_span span;
	char *line;
	int nr = 0;

	while (nr >= 0 && (line = strsep(&text, "\n"))) {
		if (!*line)
			continue;
		if (dk_span_parse(line, strlen(line), 1, &span))
			return -EPROTO;
		nr = ranges_append(v, nr, (struct daxkmem_range){
				   span.start, span.end });
	}
	return nr;
}

/* Append the parts of a span that are in the device. */
static int append_inside(struct daxkmem_range **v, int nr, struct dk_span bad,
			 const struct daxkmem_range *own, int nr_own)
{
	struct daxkmem_range r;
	int i;

	for (i = 0; nr >= 0 && i < nr_own; i++) {
		r = (struct daxkmem_range){ bad.start, bad.end };
		if (r.start < own[i].start)
			r.start = own[i].start;
		if (r.end > own[i].end)
			r.end = own[i].end;
		if (r.start < r.end)
			nr = ranges_append(v, nr, r);
	}
	return nr;
}

/* Parse digits only; sscanf() would also accept a sign. */
static bool take_number(char **s, unsigned long long *value)
{
	char *end;

	*s += strspn(*s, " \t");
	if (**s < '0' || **s > '9')
		return false;
	errno = 0;
	*value = strtoull(*s, &end, 10);
	*s = end;
	return !errno;
}

static bool sector_line(char *line, unsigned long long *first,
			unsigned long long *count)
{
	return take_number(&line, first) && (*line == ' ' || *line == '\t') &&
	       take_number(&line, count) && !line[strspn(line, " \t\r")];
}

/*
 * Parse lines "FIRST COUNT", in sectors from @base, the start of the region.
 * Drop addresses outside the device. Returns the same as bad_list_parse().
 */
int bad_sectors_parse(char *text, unsigned long long base,
		      const struct daxkmem_range *own, int nr_own,
		      struct daxkmem_range **v)
{
	unsigned long long first, count;
	struct dk_span bad;
	int nr = 0;
	char *line;

	while (nr >= 0 && (line = strsep(&text, "\n"))) {
		if (!line[strspn(line, " \t\r")])
			continue;
		if (!sector_line(line, &first, &count) ||
		    dk_bad_sectors(base, first, count, 1, &bad))
			return -EPROTO;
		nr = append_inside(v, nr, bad, own, nr_own);
	}
	return nr;
}
