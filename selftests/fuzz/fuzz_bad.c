// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Parses any text as a list of bad addresses: a write to the driver's
 * bad_pages, the value of bad_pages, a region's badblocks, and the ledger.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "badlist.h"
#include "lib/act/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PAGE 4096
#define GB (1ULL << 30)

static void demand(bool good)
{
	if (!good)
		abort();
}

/* Parses like the driver, which gets at most @most bytes of a write at once. */
static void driver_words(const char *text, size_t len, size_t most)
{
	size_t end = dk_bad_words(text, len < most ? len : most, len >= most);
	size_t at = 0, n;
	struct dk_bad_word w;

	demand(end <= len && end <= most);
	while ((n = dk_bad_word_next(text, end, &at))) {
		demand(at + n <= end);
		if (!dk_bad_word_parse(text + at, n, PAGE, &w))
			demand(w.span.start < w.span.end &&
			       !(w.span.start % PAGE) && !(w.span.end % PAGE) &&
			       w.forget == (text[at] == '-'));
		at += n;
	}
	demand(at == end);
}

static void list(char *text)
{
	struct daxkmem_range *v = NULL;
	int i, nr = bad_list_parse(text, &v);

	for (i = 0; i < nr; i++)
		demand(v[i].start < v[i].end);
	free(v);
}

/* All parsed ranges must be in the device. */
static void sectors(char *text, unsigned long long base)
{
	const struct daxkmem_range own[] = {
		{ 4 * GB, 5 * GB }, { 6 * GB, 6 * GB + PAGE },
	};
	struct daxkmem_range *v = NULL;
	int i, k, in, nr = bad_sectors_parse(text, base, own, 2, &v);

	for (i = 0; i < nr; i++) {
		for (in = k = 0; k < 2; k++)
			in += v[i].start >= own[k].start &&
			      v[i].end <= own[k].end;
		demand(v[i].start < v[i].end && in == 1);
	}
	free(v);
}

static bool are_same(const struct notes *a, const struct notes *b)
{
	int i;

	for (i = 0; i < a->nr && i < b->nr; i++)
		if (a->v[i].at.start != b->v[i].at.start ||
		    a->v[i].at.end != b->v[i].at.end ||
		    a->v[i].time != b->v[i].time ||
		    strcmp(a->v[i].source, b->v[i].source))
			return false;
	return a->nr == b->nr;
}

/* A ledger that was parsed and printed must parse to the same notes. */
static void ledger(char *text, unsigned long long base)
{
	static struct daxkmem_ctx ctx;
	struct notes first = { 0 }, again = { 0 };
	char *out;

	if (!ledger_parse(&ctx, "fuzz.bad", text, "read it", base, &first)) {
		notes_sort(&first);
		out = ledger_print(base, &first);
		demand(out);
		demand(!ledger_parse(&ctx, "fuzz.bad", out, "read it", base, &again));
		notes_sort(&again);
		demand(are_same(&first, &again));
		free(out);
	}
	notes_free(&first);
	notes_free(&again);
}

/* The first byte selects the format and the address of the device. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	unsigned long long base;
	char *text;

	if (!size)
		return 0;
	text = malloc(size);
	if (!text)
		return 0;
	memcpy(text, data + 1, size - 1);
	text[size - 1] = 0;
	base = (data[0] >> 2) * (GB / 8);
	switch (data[0] % 4) {
	case 0:
		driver_words(text, size - 1, 1 + (data[0] >> 2));
		break;
	case 1:
		list(text);
		break;
	case 2:
		sectors(text, base);
		break;
	default:
		ledger(text, base);
	}
	free(text);
	return 0;
}
