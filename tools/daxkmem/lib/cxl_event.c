// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Parse the kernel's trace events of CXL devices, as text. Their fields are
 * printed in include/trace/../drivers/cxl/core/trace.h of the kernel. Newer
 * kernels add fields; the ones used here have been the same since Linux 6.12.
 */
#include <stdlib.h>
#include <string.h>
#include "cxl_event.h"

/* The size of an entry of general media and DRAM events is not reported. */
#define EVENT_BYTES 64

const char *const cxl_event_names[NR_CXL_EVENTS] = {
	[CXL_POISON] = "cxl_poison",
	[CXL_MEDIA] = "cxl_general_media",
	[CXL_DRAM] = "cxl_dram",
};

/* Copy the value of " KEY=VALUE". Returns false if there is no such key. */
static bool field(const char *line, const char *key, char *value, size_t size)
{
	const char *at = line, *end;
	size_t len = strlen(key);

	while ((at = strstr(at, key)) && (at[-1] != ' ' || at[len] != '='))
		at += len;
	if (!at)
		return false;
	at += len + 1;
	end = strchr(*at == '\'' ? at + 1 : at, *at == '\'' ? '\'' : ' ');
	if (*at == '\'')
		at++;
	len = end ? (size_t)(end - at) : strcspn(at, "\n");
	if (len >= size)
		return false;
	memcpy(value, at, len);
	value[len] = 0;
	return true;
}

/* Some events print addresses without 0x. */
static bool number(const char *line, const char *key, unsigned long long *value)
{
	char text[32], *end;

	if (!field(line, key, text, sizeof(text)) || !*text)
		return false;
	*value = strtoull(text, &end, 16);
	return !*end;
}

static bool name(const char *line, const char *key, char *value)
{
	return field(line, key, value, CXL_NAME_LEN);
}

static bool parse_poison(const char *line, struct cxl_event *e)
{
	char word[64];

	if (!number(line, "dpa_length", &e->length) || !e->length)
		return false;
	if (field(line, "trace_type", word, sizeof(word)))
		e->gone = !strcmp(word, "Clear");
	if (field(line, "flags", word, sizeof(word)))
		e->incomplete = strstr(word, "Overflow");
	e->uncorrected = true;
	return true;
}

static bool parse_media(const char *line, struct cxl_event *e)
{
	char word[128];

	e->length = EVENT_BYTES;
	e->uncorrected = field(line, "descriptor", word, sizeof(word)) &&
			 strstr(word, "UNCORRECTABLE_EVENT");
	return true;
}

/**
 * cxl_event_parse - parse a line of the file trace or trace_pipe
 *
 * Returns false if the line is not one of the events in cxl_event_names.
 */
bool cxl_event_parse(const char *line, struct cxl_event *e)
{
	const char *at = NULL;
	int i;

	*e = (struct cxl_event){ .hpa = CXL_NO_HPA };
	for (i = 0; i < NR_CXL_EVENTS && !at; i++) {
		e->kind = i;
		at = strstr(line, say(" %s: ", cxl_event_names[i]));
	}
	if (!at || !name(at, "memdev", e->memdev))
		return false;
	name(at, "region", e->region);
	number(at, "hpa", &e->hpa);
	return e->kind == CXL_POISON ? parse_poison(at, e) : parse_media(at, e);
}

/* Bytes from the reported address on that contain all of an interleaved range. */
static unsigned long long spread(const struct cxl_event *e,
				 const struct cxl_target *t)
{
	unsigned long long lead = e->hpa % t->granularity;
	unsigned long long pieces = (lead + e->length + t->granularity - 1) /
				    t->granularity;

	return pieces > 1 ? pieces * t->granularity * t->ways : e->length;
}

/**
 * cxl_event_range - add the host addresses of an event
 * @t: the target of the region that the event belongs to
 * @bad: the range is appended
 *
 * The kernel translates only the first byte of a device's range. The rest of a
 * range that is longer than the granularity of an interleaved region is
 * elsewhere, between the memory of other devices. Do not calculate where: for
 * each piece of one device, as long as the granularity, a region has as much
 * memory of each of its devices. So as many rows of the region, counted from the
 * first byte, contain the whole range. They also contain good memory.
 *
 * Returns 0 or -ENOMEM.
 */
int cxl_event_range(const struct cxl_event *e, const struct cxl_target *t,
		    struct ranges *bad)
{
	unsigned long long length = e->length;

	if (t->ways > 1 && t->granularity > 0)
		length = spread(e, t);
	if (length > CXL_NO_HPA - e->hpa)
		length = CXL_NO_HPA - e->hpa;
	return ranges_add(bad, e->hpa, e->hpa + length);
}
