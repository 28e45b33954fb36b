// SPDX-License-Identifier: GPL-2.0-only
/* core/size: tables of words, and random words compared with strtoull(). */
#include <stdio.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/size.h"

#define ROUNDS 100000
#define NR(table) (sizeof(table) / sizeof(*(table)))

/* A copy of the exact size, so that the sanitizer finds an overread. */
static char *bare(const char *word, size_t len)
{
	char *copy = malloc(len);

	if (len && !copy)
		abort();
	memcpy(copy, word, len);
	return copy;
}

static int size_of(const char *word, size_t len, u64 *bytes)
{
	char *copy = bare(word, len);
	int rc = dk_size_parse(copy, len, bytes);

	free(copy);
	return rc;
}

static int span_of(const char *word, u64 unit, struct dk_span *span)
{
	size_t len = strlen(word);
	char *copy = bare(word, len);
	int rc = dk_span_parse(copy, len, unit, span);

	free(copy);
	return rc;
}

static void good_sizes(void)
{
	static const struct {
		const char *word;
		u64 bytes;
	} v[] = {
		{ "0", 0 }, { "1", 1 }, { "4096", 4096 }, { "4096\n", 4096 },
		{ "0x1000", 4096 }, { "0X1000", 4096 }, { "0x0", 0 },
		{ "0xfF", 255 }, { "0x1k", 1024 }, { "0xaT", 10ULL << 40 },
		{ "1K", 1024 }, { "1k", 1024 }, { "1k\n", 1024 }, { "0K", 0 },
		{ "1M", 1 << 20 }, { "3m", 3 << 20 },
		{ "2G", 2ULL << 30 }, { "2g", 2ULL << 30 },
		{ "1T", 1ULL << 40 }, { "1t\n", 1ULL << 40 },
		{ "18446744073709551615", ~0ULL },
		{ "0xffffffffffffffff", ~0ULL },
		{ "00000000000000000000000000000000000001", 1 },
		{ "16777215T", 16777215ULL << 40 },
		{ "18014398509481983K", 18014398509481983ULL << 10 },
		/* no octal numbers */
		{ "08", 8 }, { "010", 10 },
	};
	int good = 1;
	size_t i;
	u64 bytes;

	for (i = 0; i < NR(v); i++) {
		if (!size_of(v[i].word, strlen(v[i].word), &bytes) &&
		    bytes == v[i].bytes)
			continue;
		printf("# \"%s\"\n", v[i].word);
		good = 0;
	}
	point(good,
	      "a size is decimal or hexadecimal, with an optional K, M, G or T");
}

/* Does every one of the words, up to a NULL, return @rc? */
static int all_sizes(const char * const *words, int rc)
{
	int good = 1;
	u64 bytes;

	for (; *words; words++) {
		if (size_of(*words, strlen(*words), &bytes) == rc)
			continue;
		printf("# \"%s\"\n", *words);
		good = 0;
	}
	return good;
}

static void bad_sizes(void)
{
	static const char * const none[] = {
		"", "\n", "\n\n", "-1", "+1", " 1", "1 ", "\t1", "1\n\n",
		"1\nK", "\n1", "1KB", "1KK", "1 K", "1.5G", "1,5G", "1e3",
		"1P", "K", "0x", "0x\n", "0xK", "0xg", "x1", "ff", "0b1",
		"1-2", "1_000", "0x1 ", "0x0x1", "--1", NULL,
	};
	static const char * const big[] = {
		"18446744073709551616", "18446744073709551620",
		"99999999999999999999999999999999", "0x10000000000000000",
		"16777216T", "17179869184G", "17592186044416M",
		"18014398509481984K", "0xffffffffffffffffK", NULL,
	};
	u64 bytes;

	point(all_sizes(none, -EINVAL) &&
	      size_of("1\0", 2, &bytes) == -EINVAL &&
	      size_of("\0001", 2, &bytes) == -EINVAL,
	      "an invalid size is refused");
	point(all_sizes(big, -ERANGE),
	      "a size that does not fit in 64 bits fails with ERANGE");
}

static u64 rnd64(void)
{
	u64 value = (u64)rnd(~0U) << 32 | rnd(~0U);

	return value >> rnd(64);
}

static void round_trip(void)
{
	static const char * const forms[] = {
		"%llu%.*s", "%#llx%.*s", "0X%llX%.*s", "0%llu%.*s",
	};
	char word[64], suffix[] = "kKmMgGtT";
	u64 value, bytes;
	int i, len;

	for (i = 0; i < ROUNDS; i++) {
		int which = rnd(8), shift = 10 * (which / 2 + 1);
		int some = rnd(2);

		value = some ? rnd64() >> shift : rnd64();
		/* %#llx prints zero as 0, which is the same in decimal */
		len = snprintf(word, sizeof(word), forms[rnd(4)], value, some,
			       suffix + which);
		if (rnd(2))
			word[len++] = '\n';
		demand(!size_of(word, len, &bytes) &&
		       bytes == (some ? value << shift : value),
		       "a size that is printed in any form is parsed again");
	}
	point(1, "a size that is printed in any form is parsed again");
}

/* Simple twin: libc parses the digits. */
static int size_by_libc(char *word, u64 *bytes)
{
	size_t len = strlen(word);
	int hex = !strncasecmp(word, "0x", 2);
	const char *digits = hex ? "0123456789abcdefABCDEF" : "0123456789";
	char *at, *suffixes = "kKmMgGtT";

	if (len && word[len - 1] == '\n')
		word[--len] = 0;
	if (!word[2 * hex] || !strchr(digits, word[2 * hex]))
		return -EINVAL;
	errno = 0;
	*bytes = strtoull(word, &at, hex ? 16 : 10);
	if (errno)
		return -errno;
	for (; *at && *suffixes; suffixes++) {
		int shift = 10 * ((8 - strlen(suffixes)) / 2 + 1);

		if (*at != *suffixes)
			continue;
		if (*bytes << shift >> shift != *bytes)
			return -ERANGE;
		*bytes <<= shift;
		at++;
		break;
	}
	return *at ? -EINVAL : 0;
}

static void random_words(void)
{
	static const char few[] = "0123456789abfxXkKmMgGtT-+ .\n";
	static const char fewer[] = "0019fxKT\n";
	int i, j, len, rc, good = 0;
	char word[32];
	u64 a = 0, b = 0;

	for (i = 0; i < ROUNDS; i++) {
		int small = rnd(2);

		len = rnd(rnd(2) ? 4 : sizeof(word));
		for (j = 0; j < len; j++)
			word[j] = small ? fewer[rnd(sizeof(fewer) - 1)] :
					  few[rnd(sizeof(few) - 1)];
		word[len] = 0;
		rc = size_of(word, len, &a);
		demand(!rc || rc == -EINVAL || rc == -ERANGE,
		       "any word is a size, invalid, or too large");
		demand(!rc == !size_by_libc(word, &b) && (rc || a == b),
		       "random words are parsed as by strtoull()");
		good += !rc;
	}
	point(1, "any word is a size, invalid, or too large");
	point(good > ROUNDS / 20, "random words are parsed as by strtoull()");
}

struct span_row {
	const char *word;
	u64 unit;
	struct dk_span span;
};

static int all_spans(const struct span_row *v, size_t nr)
{
	struct dk_span span;
	int good = 1;

	for (; nr--; v++) {
		if (!span_of(v->word, v->unit, &span) &&
		    dk_span_equal(span, v->span))
			continue;
		printf("# \"%s\" in units of %#llx\n", v->word, v->unit);
		good = 0;
	}
	return good;
}

static void good_spans(void)
{
	static const struct span_row bytes[] = {
		{ "0x0", 1, { 0, 1 } }, { "0x5", 1, { 5, 6 } },
		{ "0x10", 1, { 16, 17 } }, { "0x5-0x5", 1, { 5, 6 } },
		{ "0x0-0x0", 1, { 0, 1 } }, { "0x5-0x8\n", 1, { 5, 9 } },
		{ "0x100000000-0x17fffffff", 1,
		  { 0x100000000, 0x180000000 } },
		{ "0Xa-0x1F\n", 1, { 10, 32 } },
		{ "0x00000000000000000000000000000a", 1, { 10, 11 } },
	};
	static const struct span_row units[] = {
		{ "0x0", 4096, { 0, 4096 } },
		{ "0xfff", 4096, { 0, 4096 } },
		{ "0x1000", 4096, { 4096, 8192 } },
		{ "0x1000-0x1fff", 4096, { 4096, 8192 } },
		{ "0x1000-0x2000", 4096, { 4096, 12288 } },
		{ "0xfff-0x1000", 4096, { 0, 8192 } },
	};

	point(all_spans(bytes, NR(bytes)),
	      "a span is an address, or a range that includes its last byte");
	point(all_spans(units, NR(units)), "a span is extended to whole units");
}

/* Does every one of the words, up to a NULL, return @rc? */
static int no_spans(const char * const *words, u64 unit, int rc)
{
	struct dk_span span;
	int good = 1;

	for (; *words; words++) {
		if (span_of(*words, unit, &span) == rc)
			continue;
		printf("# \"%s\" in units of %#llx\n", *words, unit);
		good = 0;
	}
	return good;
}

static void bad_spans(void)
{
	static const char * const none[] = {
		"", "\n", "-", "0x1-", "-0x1", "0x1--0x2", "0x1-0x2-0x3",
		"0x1 - 0x2", " 0x1-0x2", "0x1-0x2 ", "0x1-0x2\n\n",
		"0x1\n-0x2", "0x1+0x2", "0x1,0x2", "0x1K-0x2K", "0x1-0x2K",
		"0x1K", "0x", "0x\n", "0x-0x1", "0x1-0x", "0x1-0x\n", "0xg",
		"all", NULL,
	};
	/* as printed in /proc/iomem, or computed by a shell */
	static const char * const bare_numbers[] = {
		"0", "5", "4096", "100000000", "100000000-17fffffff",
		"5-0x8", "0x5-8", "0x1-2ff", "1ff-2ff", "00-0x1", "x5",
		"0-0xffffffffffffefff", "4294967296-6442450943",
		"18446744073709551616", "99999999999999999999", NULL,
	};
	/* also when both ends are in one unit */
	static const char * const reversed[] = {
		"0x2-0x1", "0x5-0x4", "0x2000-0x1fff",
		"0xffffffffffffffff-0x0", NULL,
	};

	point(no_spans(none, 1, -EINVAL) && no_spans(none, 4096, -EINVAL),
	      "an invalid span is refused");
	point(no_spans(bare_numbers, 1, -EINVAL) &&
	      no_spans(bare_numbers, 4096, -EINVAL),
	      "an address without 0x is refused");
	point(no_spans(reversed, 1, -EINVAL) &&
	      no_spans(reversed, 4096, -EINVAL),
	      "a span that ends before it starts is refused");
}

static void end_of_the_address_space(void)
{
	static const struct span_row last[] = {
		{ "0xfffffffffffffffe", 1, { ~0ULL - 1, ~0ULL } },
		{ "0xffffffffffffefff", 4096, { ~0ULL - 8191, ~0ULL - 4095 } },
		{ "0x0-0xffffffffffffefff", 4096, { 0, ~0ULL - 4095 } },
	};
	static const char * const beyond[] = {
		"0xffffffffffffffff", "0x0-0xffffffffffffffff",
		"0x10000000000000000", "0x0-0x10000000000000000", NULL,
	};
	static const char * const last_page[] = {
		"0xfffffffffffff000", "0x0-0xfffffffffffff000",
		"0xfffffffffffff000-0xfffffffffffff001", NULL,
	};

	point(all_spans(last, NR(last)),
	      "a span may reach to the last unit of the address space");
	point(no_spans(beyond, 1, -ERANGE) && no_spans(beyond, 4096, -ERANGE) &&
	      no_spans(last_page, 4096, -ERANGE),
	      "a span whose end does not fit in 64 bits fails with ERANGE");
}

static void random_spans(void)
{
	static const char * const forms[] = {
		"0x%llx-0x%llx", "0X%llX-0x%llx", "0x%llx-0X%016llX\n",
	};
	static const char * const bare_forms[] = {
		"%llu-%llu", "%llx-%llx", "0x%llx-%llu", "%llu-0x%llx",
	};
	struct dk_span span;
	u64 start, last, unit;
	char word[64];
	int i, rc;

	for (i = 0; i < ROUNDS; i++) {
		start = rnd64();
		last = rnd(2) ? rnd64() : start + rnd(10000);
		unit = 1ULL << rnd(40);
		snprintf(word, sizeof(word), forms[rnd(3)], start, last);
		rc = span_of(word, unit, &span);
		if (last < start)
			demand(rc == -EINVAL,
			       "a random span is parsed in whole units");
		else if (last / unit == ~0ULL / unit)
			demand(rc == -ERANGE,
			       "a random span is parsed in whole units");
		else
			demand(!rc && span.start == start / unit * unit &&
			       span.end == (last / unit + 1) * unit,
			       "a random span is parsed in whole units");

		snprintf(word, sizeof(word), bare_forms[rnd(4)], start, last);
		demand(span_of(word, unit, &span) == -EINVAL,
		       "a random span without 0x at both ends is refused");
	}
	point(1, "a random span is parsed in whole units");
	point(1, "a random span without 0x at both ends is refused");
}

int main(void)
{
	points_planned(15);
	rnd_init();
	good_sizes();
	bad_sizes();
	round_trip();
	random_words();
	good_spans();
	bad_spans();
	end_of_the_address_space();
	random_spans();
	finish();
}
