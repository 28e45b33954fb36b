// SPDX-License-Identifier: GPL-2.0-only
/* core/badlist: sectors as spans, and the words of bad_pages. */
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
	       "a sector is its page");
	demand(!dk_bad_sectors(1 << 20, 7, 2, PAGE, &s) &&
	       s.start == 1 << 20 && s.end == s.start + 2 * PAGE,
	       "two sectors over a border are two pages");
	demand(!dk_bad_sectors(100, 1, 2, 1, &s) && s.start == 612 &&
	       s.end == 1636, "in bytes, nothing grows");
	point(1, "sectors are the pages that they lie in");

	demand(dk_bad_sectors(0, 5, 0, PAGE, &s) == -EINVAL, "no sectors");
	demand(dk_bad_sectors(0, 1ULL << 55, 1, PAGE, &s) == -ERANGE,
	       "a first one that does not fit");
	demand(dk_bad_sectors(0, 1, ~0ULL, PAGE, &s) == -ERANGE,
	       "a count that does not fit");
	demand(dk_bad_sectors(~0ULL, 0, 1, PAGE, &s) == -ERANGE,
	       "a base that does not fit");
	demand(!dk_bad_sectors(~(PAGE - 1) - 512, 0, 1, PAGE, &s) &&
	       s.end == ~(PAGE - 1), "the last ones that fit");
	demand(dk_bad_sectors(~(PAGE - 1) - 511, 0, 1, PAGE, &s) == -ERANGE,
	       "one byte more");
	point(1, "what addresses cannot say is refused");
}

/* The same by a list of which pages have a bad byte. */
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
		       "sectors that are there");
		for (at = 0; at < sizeof(bad); at++)
			wrong += bad[at] != (at * PAGE >= s.start &&
					     at * PAGE < s.end);
		demand(!wrong, "sectors against pages");
	}
	point(1, "sectors as a list of pages has them");
}

static int said(const char *word, struct dk_bad_word *w)
{
	return dk_bad_word_parse(word, strlen(word), PAGE, w);
}

static void words(void)
{
	struct dk_bad_word w;

	demand(!said("0x5123", &w) && !w.forget && w.span.start == 0x5000 &&
	       w.span.end == 0x6000, "a page");
	demand(!said("-0x5000-0x6fff", &w) && w.forget &&
	       w.span.start == 0x5000 && w.span.end == 0x7000,
	       "pages that are good");
	demand(said("", &w) && said("-", &w) && said("--0x5000", &w) &&
	       said("+0x5000", &w) && said("0x5000-", &w) && said("5000", &w),
	       "words that are none");
	point(1, "words are ranges, and those behind - are good");
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
	demand(!dk_bad_word_next(t, len, &at) && at == len, "no more");
	point(1, "words are what white space is between");

	demand(dk_bad_words(t, len, len + 1) == len, "all of a short text");
	demand(dk_bad_words(t, len - 1, len - 1) == len - 4, "not the cut word");
	demand(dk_bad_words("0x12345", 7, 7) == 0, "one word that is cut");
	demand(dk_bad_words("0x1 ", 4, 4) == 4, "none is cut");
	point(1, "a text that is cut off ends between two words");
}

int main(void)
{
	points_planned(6);
	rnd_init();
	sectors();
	sectors_twin();
	words();
	text();
	finish();
}
