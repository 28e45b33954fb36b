// SPDX-License-Identifier: GPL-2.0-only
/* core/badlist: conversion of sectors, and parsing of bad_pages. */
#include <string.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/badlist.h"

#define PAGE 4096ULL
#define ROUNDS 20000

static void sectors(void)
{
	struct dk_span s;

	demand(!dk_bad_sectors(1 << 20, 65, 1, PAGE, &s) &&
	       s.start == (1 << 20) + 8 * PAGE && s.end == s.start + PAGE,
	       "a sector becomes its page");
	demand(!dk_bad_sectors(1 << 20, 7, 2, PAGE, &s) &&
	       s.start == 1 << 20 && s.end == s.start + 2 * PAGE,
	       "two sectors across a boundary become two pages");
	demand(!dk_bad_sectors(100, 1, 2, 1, &s) && s.start == 612 &&
	       s.end == 1636, "with a unit of one byte, nothing is rounded");
	point(1, "sectors become the pages that contain them");

	demand(dk_bad_sectors(0, 5, 0, PAGE, &s) == -EINVAL, "no sectors");
	demand(dk_bad_sectors(0, 1ULL << 55, 1, PAGE, &s) == -ERANGE,
	       "a first sector that does not fit");
	demand(dk_bad_sectors(0, 1, ~0ULL, PAGE, &s) == -ERANGE,
	       "a count that does not fit");
	demand(dk_bad_sectors(~0ULL, 0, 1, PAGE, &s) == -ERANGE,
	       "a base that does not fit");
	demand(!dk_bad_sectors(~(PAGE - 1) - 512, 0, 1, PAGE, &s) &&
	       s.end == ~(PAGE - 1), "the last sector that fits");
	demand(dk_bad_sectors(~(PAGE - 1) - 511, 0, 1, PAGE, &s) == -ERANGE,
	       "one byte more");
	point(1, "sectors outside of the address space are refused");
}

/* Compare with a list of the pages that have a bad byte. */
static void sectors_twin(void)
{
	static u8 bad[256];
	int i;

	for (i = 0; i < ROUNDS; i++) {
		u64 base = rnd(100000), first = rnd(1000), count = 1 + rnd(50);
		u64 at, wrong = 0;
		struct dk_span s;

		memset(bad, 0, sizeof(bad));
		for (at = base + first * 512;
		     at < base + (first + count) * 512; at++)
			bad[at / PAGE] = 1;
		demand(!dk_bad_sectors(base, first, count, PAGE, &s),
		       "valid sectors are converted");
		for (at = 0; at < sizeof(bad); at++)
			wrong += bad[at] != (at * PAGE >= s.start &&
					     at * PAGE < s.end);
		demand(!wrong, "the span is the pages with a bad byte");
	}
	point(1, "random sectors become the same pages as in a list");
}

#define SECTORS 4096
#define ENTRIES 12

/* Bad sectors in the order in which they became known. */
static int known[SECTORS], nr_known;

/* The kernel's table merges adjacent sectors, and drops those without room. */
static u64 read_table(u8 *table, u64 from, u64 to)
{
	int i, runs = 0, sum = 0;

	memset(table, 0, SECTORS + 2);
	for (i = 0; i < nr_known; i++) {
		int at = known[i] + 1, more;

		if (known[i] < (int)from || known[i] >= (int)to || table[at])
			continue;
		more = 1 - table[at - 1] - table[at + 1];
		if (runs + more > ENTRIES)
			continue;
		runs += more;
		table[at] = 1;
		sum++;
	}
	return sum;
}

static u32 learn_all(u64 base, u8 *learnt)
{
	static u8 table[SECTORS + 2];
	struct dk_span all = { base, base + SECTORS * 512 }, part = all;
	u32 reads = 0;
	bool whole;

	do {
		u64 from = (part.start - base) / 512, i;
		u64 to = (part.end - base) / 512;
		u64 sum = read_table(table, from, to);

		demand(part.start >= base && part.end <= all.end &&
		       !(part.start % 512) && !(part.end % 512),
		       "a part is whole sectors inside the range");
		reads++;
		whole = dk_bad_table_whole(sum, ENTRIES, part);
		for (i = from; whole && i < to; i++)
			learnt[i] = table[i + 1];
	} while (dk_bad_part_next(all, &part, whole));
	return reads;
}

/* Single sectors, and runs in which every other sector becomes known first. */
static void make_bad(void)
{
	int i, k, n = rnd(60);

	nr_known = 0;
	for (i = 0; i < n && nr_known < SECTORS - 200; i++) {
		int at = rnd(SECTORS - 100), len = rnd(4) ? 1 : 1 + rnd(100);

		for (k = 0; k < len; k += 2)
			known[nr_known++] = at + k;
		for (k = 1; k < len; k += 2)
			known[nr_known++] = at + k;
	}
}

static void tables(void)
{
	static u8 learnt[SECTORS], truth[SECTORS];
	u32 reads;
	int i, k;

	for (i = 0; i < ROUNDS / 20; i++) {
		make_bad();
		memset(truth, 0, sizeof(truth));
		memset(learnt, 0, sizeof(learnt));
		for (k = 0; k < nr_known; k++)
			truth[known[k]] = 1;
		reads = learn_all(rnd(1000) * PAGE, learnt);
		demand(!memcmp(truth, learnt, SECTORS), "no sector is lost");
		demand(nr_known || reads == 1, "an empty table is read once");
	}
	point(1,
	      "a full table is read again in parts until no sector is missing");

	nr_known = SECTORS;
	for (k = 0; k < SECTORS; k++)
		known[k] = k;
	demand(learn_all(0, learnt) == 1,
	       "a completely bad range is read once");
	point(1, "a completely bad range is read once");
}

static bool hit(u64 addr, u32 lsb, u32 bits, u64 start, u64 end)
{
	struct dk_span s;

	return dk_bad_address(addr, lsb, bits, PAGE, &s) && s.start == start &&
	       s.end == end;
}

static void addresses(void)
{
	u64 key = 0xabULL << 52, a = 0x123456000;
	struct dk_span s;

	demand(hit(a + 0x7c0, 6, 52, a, a + PAGE),
	       "a cache line becomes its page");
	demand(hit(a | 0xfff, 12, 52, a, a + PAGE), "lower bits are ignored");
	demand(hit(key | a, 12, 52, a, a + PAGE), "upper bits are ignored");
	demand(hit(~0ULL, 12, 40, (1ULL << 40) - PAGE, 1ULL << 40),
	       "all invalid bits may be set");
	demand(hit(0x123456789, 16, 52, 0x123450000, 0x123460000),
	       "an imprecise address becomes its whole range");
	demand(hit(a, 0, 64, a, a + PAGE), "all bits valid");
	demand(!dk_bad_address(a, 31, 52, PAGE, &s) &&
	       !dk_bad_address(a, 63, 52, PAGE, &s), "the range is too large");
	demand(!dk_bad_address(a, 12, 12, PAGE, &s), "no valid bits");
	point(1, "an address is masked by its valid bits");
}

static int parse(const char *word, struct dk_bad_word *w)
{
	return dk_bad_word_parse(word, strlen(word), PAGE, w);
}

static void words(void)
{
	struct dk_bad_word w;

	demand(!parse("0x5123", &w) && !w.forget && w.span.start == 0x5000 &&
	       w.span.end == 0x6000, "a page");
	demand(!parse("!0x5000", &w) && w.lost && !w.forget &&
	       w.span.start == 0x5000, "a page whose content is lost");
	demand(!parse("-0x5000-0x6fff", &w) && w.forget && !w.lost &&
	       w.span.start == 0x5000 && w.span.end == 0x7000,
	       "good pages");
	demand(parse("", &w) && parse("-", &w) && parse("--0x5000", &w) &&
	       parse("!", &w) && parse("!-0x5000", &w) && parse("-!0x5000", &w) &&
	       parse("+0x5000", &w) && parse("0x5000-", &w) && parse("5000", &w),
	       "invalid words");
	point(1, "words are ranges, and a prefix - means good pages, ! lost content");
}

static void text(void)
{
	static const char t[] = "\t\v0x1\t-0x2\r\n 0x3 ";
	size_t at = 0, len = sizeof(t) - 1;

	demand(dk_bad_word_next(t, len, &at) == 3 && at == 2, "the first word");
	at += 3;
	demand(dk_bad_word_next(t, len, &at) == 4 && t[at] == '-',
	       "the second word");
	at += 4;
	demand(dk_bad_word_next(t, len, &at) == 3 && t[at + 2] == '3',
	       "the third word");
	at += 3;
	demand(!dk_bad_word_next(t, len, &at) && at == len, "no more words");
	point(1, "words are separated by white space");

	demand(dk_bad_words(t, len - 1, false) == len - 1, "a short text");
	demand(dk_bad_words(t, len - 1, true) == len - 4, "a truncated word");
	demand(dk_bad_words("0x12345", 7, true) == 0,
	       "a single truncated word");
	demand(dk_bad_words("0x1 ", 4, true) == 4, "no word is truncated");
	point(1, "a truncated text ends between two words");
}

int main(void)
{
	points_planned(9);
	rnd_init();
	sectors();
	sectors_twin();
	tables();
	addresses();
	words();
	text();
	finish();
}
