// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Name the medium of a dax device in a CXL region. The numbers of regions and of
 * memory devices depend on the order in which they appear, and the physical
 * address on the window; the serial numbers, the device addresses and the
 * interleave granularity do not.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include "cxl_medium.h"

/* A memory device without a serial number has 0, and is not unique. */
static bool print_target(FILE *f, const struct daxkmem_device *d, int i)
{
	char decoder[CXL_NAME_LEN], memdev[CXL_NAME_LEN];
	unsigned long long serial, start;

	if (cxl_region_target(d->ctx, d->texts[DAXKMEM_REGION], i, decoder,
			      memdev) ||
	    !cxl_number(d->ctx, &serial, memdev, "serial") || !serial ||
	    !cxl_number(d->ctx, &start, decoder, "dpa_resource"))
		return false;
	fprintf(f, "-%llx.%llx", serial, start);
	return true;
}

static bool print(FILE *f, const struct daxkmem_device *d,
		  unsigned long long start)
{
	long long ways = d->numbers[DAXKMEM_INTERLEAVE_WAYS];
	unsigned long long base;
	int i;

	if (ways <= 0 || !cxl_number(d->ctx, &base, d->texts[DAXKMEM_REGION],
				     "resource") || start < base)
		return false;
	fputs("cxl", f);
	for (i = 0; i < ways; i++)
		if (!print_target(f, d, i))
			return false;
	if (ways > 1)
		fprintf(f, "-by%lld",
			d->numbers[DAXKMEM_INTERLEAVE_GRANULARITY]);
	if (start > base)
		fprintf(f, "-at%llx", start - base);
	return true;
}

/* FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/ */
static uint64_t hash(const char *s)
{
	uint64_t h = 0xcbf29ce484222325;

	while (*s)
		h = (h ^ (unsigned char)*s++) * 0x100000001b3;
	return h;
}

/**
 * cxl_medium - name the medium of a device in a CXL region
 * @start: first physical address of the device
 * @name: receives the name; has room for MEDIUM_LEN bytes
 *
 * For each memory device of the region, in order, the name has the serial number
 * and the first device address, such as "cxl-c0.0-c1.0-by256". A long name ends
 * in a hash of its rest. Returns false if the device is in no CXL region, or if
 * not all of that is known.
 */
bool cxl_medium(const struct daxkmem_device *d, unsigned long long start,
		char *name)
{
	char *text = NULL;
	size_t len;
	FILE *f = open_memstream(&text, &len);
	bool known;

	if (!f)
		return false;
	known = print(f, d, start) && !ferror(f);
	if (fclose(f))
		known = false;
	if (known && len < MEDIUM_LEN)
		strcpy(name, text);
	else if (known)
		sprintf(name, "%.*s-%016" PRIx64, MEDIUM_LEN - 18, text,
			hash(text + MEDIUM_LEN - 18));
	free(text);
	return known;
}
