// SPDX-License-Identifier: GPL-2.0-or-later
/* Convert pages of a device, frames of the host, and arguments of the user. */
#include <errno.h>
#include <stdlib.h>
#include "ops/device.h"
#include "mapping.h"

int mapping_fails(const struct mapping *m, int err, const char *cause,
		  const char *next)
{
	return complain(FAILED, err, device_name(m->d), m->action, cause,
			next_step(err, next));
}

/* Page of the device for a frame of the host, which must be in the device. */
u64 mapping_page(const struct mapping *m, u64 mfn)
{
	u64 before = 0;
	int i;

	for (i = 0; mfn >= m->own.v[i].end / XEN_PAGE; i++)
		before += (m->own.v[i].end - m->own.v[i].start) / XEN_PAGE;
	return before + mfn - m->own.v[i].start / XEN_PAGE;
}

/*
 * Frame of the host for a page of the device, which must exist. *left: number
 * of frames from this one on that are contiguous on the host.
 */
u64 mapping_frame(const struct mapping *m, u64 page, u64 *left)
{
	u64 nr;
	int i;

	for (i = 0;; i++) {
		nr = (m->own.v[i].end - m->own.v[i].start) / XEN_PAGE;
		if (page < nr)
			break;
		page -= nr;
	}
	*left = nr - page;
	return m->own.v[i].start / XEN_PAGE + page;
}

/* Size of the device in pages. */
u64 mapping_pages(const struct mapping *m)
{
	u64 nr = 0;
	int i;

	for (i = 0; i < m->own.nr; i++)
		nr += (m->own.v[i].end - m->own.v[i].start) / XEN_PAGE;
	return nr;
}

static int bad_number(const struct mapping *m, const char *what,
		      const char *text)
{
	return complain(USAGE, 0, device_name(m->d), m->action,
			say("%s \"%s\" is not a whole number of pages", what,
			    text),
			"use a multiple of 4096 bytes, such as 0x200000 or 2M");
}

/*
 * Parse OFFSET and SIZE, in bytes, into pages of the device. Return: 0, or an
 * exit code after an error message.
 */
int mapping_span(const struct mapping *m, const char *offset, const char *size,
		 struct dk_span *s)
{
	u64 pages = mapping_pages(m);
	long long at, len;

	if (parse_size(offset, &at) || at % XEN_PAGE)
		return bad_number(m, "the offset", offset);
	if (parse_size(size, &len) || len % XEN_PAGE || !len)
		return bad_number(m, "the size", size);
	if (at / XEN_PAGE > pages || len / XEN_PAGE > pages - at / XEN_PAGE)
		return complain(USAGE, ERANGE, device_name(m->d), m->action,
				say("%s at offset %s exceeds the device", size,
				    offset),
				say("the device has %llu bytes", pages * XEN_PAGE));
	s->start = at / XEN_PAGE;
	s->end = s->start + len / XEN_PAGE;
	return 0;
}

/*
 * Make room for @more ranges in the set. Return: 0, or an exit code after an
 * error message.
 */
int mapping_grow(struct mapping *m, u32 more)
{
	u32 cap = m->set.nr + more + DK_RANGESET_ROOM;
	struct dk_range *v = reallocarray(m->set.v, cap, sizeof(*v));

	if (!v)
		return mapping_fails(m, ENOMEM, NULL, NULL);
	m->set.v = v;
	m->set.cap = cap;
	return 0;
}
