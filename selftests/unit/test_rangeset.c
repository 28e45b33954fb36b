// SPDX-License-Identifier: GPL-2.0-only
/*
 * rangeset against a simple twin: the same random operations on a set of
 * ranges and on an array with an entry for each page.
 */
#include <string.h>
#include "kselftest.h"
#include "../../tools/daxkmem/xen/rangeset.h"

#define PAGES 200
#define GUESTS 4
#define ROUNDS 200000

static struct page {
	u32 domain;
	u64 gfn;
	enum dk_health health;
} twin[PAGES];

static void twin_init(void)
{
	int i;

	for (i = 0; i < PAGES; i++)
		twin[i] = (struct page){ .domain = DK_NOBODY };
}

static int same_page(const struct page *a, const struct page *b)
{
	return a->domain == b->domain && a->gfn == b->gfn &&
	       a->health == b->health;
}

/* The expected entry of page @i of a range. */
static struct page page_of(const struct dk_range *r, u64 i)
{
	u64 gfn = r->domain == DK_NOBODY ? r->gfn : r->gfn + i;

	return (struct page){ r->domain, gfn, r->health };
}

/* True if page @b continues the range of page @a. */
static int continues(const struct page *a, const struct page *b)
{
	return a->domain == b->domain && a->health == b->health &&
	       (a->domain == DK_NOBODY || a->gfn + 1 == b->gfn);
}

/* The same pages, in as few ranges as possible. */
static int same(const struct dk_rangeset *set)
{
	u32 i = 0, ranges = 0;
	u64 p, in = 0;

	for (p = 0; p < PAGES; p++, in++) {
		struct page now;

		ranges += !p || !continues(&twin[p - 1], &twin[p]);
		if (i < set->nr && in == set->v[i].len) {
			i++;
			in = 0;
		}
		if (i == set->nr || set->v[i].start + in != p)
			return 0;
		now = page_of(&set->v[i], in);
		if (!same_page(&now, &twin[p]))
			return 0;
	}
	return ranges == set->nr && i + 1 == set->nr && in == set->v[i].len;
}

static int twin_gfn_taken(u32 domain, u64 gfn)
{
	int i;

	for (i = 0; i < PAGES; i++)
		if (twin[i].domain == domain && twin[i].gfn == gfn)
			return 1;
	return 0;
}

static int twin_map(struct dk_span s, u32 domain, u64 gfn)
{
	int broken = 0, busy = 0, taken = 0;
	u64 p;

	if (s.start >= s.end || s.end > PAGES)
		return -ERANGE;
	for (p = s.start; p < s.end; p++) {
		broken |= twin[p].health != DK_SOUND;
		busy |= twin[p].domain != DK_NOBODY;
		taken |= twin_gfn_taken(domain, gfn + p - s.start);
	}
	if (broken || busy || taken)
		return broken ? -EIO : busy ? -EBUSY : -EEXIST;
	for (p = s.start; p < s.end; p++)
		twin[p] = (struct page){ domain, gfn + p - s.start, DK_SOUND };
	return 0;
}

static void twin_let_go(struct page *page)
{
	*page = (struct page){ DK_NOBODY, 0,
			       page->health ? DK_BROKEN : DK_SOUND };
}

static int twin_unmap(struct dk_span s, u32 domain)
{
	u64 p;

	if (s.start >= s.end || s.end > PAGES)
		return -ERANGE;
	for (p = s.start; p < s.end; p++)
		if (twin[p].domain != domain)
			return -ENOENT;
	for (p = s.start; p < s.end; p++)
		twin_let_go(&twin[p]);
	return 0;
}

static u64 twin_drop(u32 domain)
{
	u64 p, freed = 0;

	for (p = 0; p < PAGES; p++)
		if (twin[p].domain == domain) {
			twin_let_go(&twin[p]);
			freed++;
		}
	return freed;
}

static int twin_fail(struct dk_span s, int now)
{
	u64 p;

	if (s.start >= s.end || s.end > PAGES)
		return -ERANGE;
	for (p = s.start; p < s.end; p++) {
		if (twin[p].health == DK_SOUND)
			twin[p].health = DK_BROKEN;
		else if (now && twin[p].domain != DK_NOBODY)
			twin[p].health = DK_FATAL;
	}
	return 0;
}

/* The guest that must be destroyed; DK_NOBODY if there is none. */
static u32 twin_doomed(void)
{
	int p;

	for (p = 0; p < PAGES; p++)
		if (twin[p].health == DK_FATAL)
			return twin[p].domain;
	return DK_NOBODY;
}

static int twin_has(u32 domain)
{
	int p;

	for (p = 0; p < PAGES; p++)
		if (twin[p].domain == domain)
			return 1;
	return 0;
}

/* Sometimes empty, or beyond the end. */
static struct dk_span random_span(void)
{
	unsigned int start = rnd(PAGES);

	return (struct dk_span){ start, start + rnd(30) };
}

/* Pages of a guest: a random span would rarely match them. */
static struct dk_span held_span(u32 domain)
{
	u64 p = rnd(PAGES), end, skip;

	while (p < PAGES && twin[p].domain != domain)
		p++;
	for (end = p; end < PAGES && twin[end].domain == domain; end++)
		;
	skip = end > p ? rnd(end - p) : 0;
	return (struct dk_span){ p + skip, end - (end > p + skip + 1 ?
						  rnd(end - p - skip) : 0) };
}

/* One operation on both; true if both return the same. */
static int step(struct dk_rangeset *set)
{
	struct dk_span s = random_span();
	u32 domain = rnd(GUESTS);
	u64 gfn = rnd(3 * PAGES);

	switch (rnd(16)) {
	default:
		return dk_rangeset_map(set, s, domain, gfn) ==
		       twin_map(s, domain, gfn);
	case 8: case 9: case 10: case 11:
		s = held_span(domain);
		/* fall through */
	case 12:
		return dk_rangeset_unmap(set, s, domain) ==
		       twin_unmap(s, domain);
	case 13:
		return rnd(4) || dk_rangeset_drop(set, domain) ==
				 twin_drop(domain);
	case 14:
		s.end = s.start + rnd(3);
		return dk_rangeset_fail(set, s) == twin_fail(s, 1);
	case 15:
		s.end = s.start + rnd(3);
		return dk_rangeset_avoid(set, s) == twin_fail(s, 0);
	}
}

static int same_answers(const struct dk_rangeset *set)
{
	u32 domain = DK_NOBODY, guest;

	if (dk_rangeset_doomed(set, &domain) != (domain != DK_NOBODY) ||
	    domain != twin_doomed())
		return 0;
	for (guest = 0; guest < GUESTS; guest++)
		if (dk_rangeset_has(set, guest) != twin_has(guest))
			return 0;
	return dk_rangeset_has(set, DK_NOBODY) == twin_has(DK_NOBODY);
}

static void random_operations(void)
{
	struct dk_range room[PAGES + DK_RANGESET_ROOM];
	struct dk_rangeset set = { room, 0, PAGES + DK_RANGESET_ROOM };
	int i;

	for (i = 0; i < ROUNDS; i++) {
		if (!(i % 500)) {	/* or all pages would become broken */
			twin_init();
			demand(!dk_rangeset_init(&set, PAGES),
			       "a device starts as one free range");
		}
		demand(step(&set),
		       "an operation has the same result as on the array");
		demand(same(&set),
		       "the ranges match the array, and are as few as possible");
		demand(same_answers(&set), "queries get the same answers");
	}
	point(1, "a device starts as one free range");
	point(1, "an operation has the same result as on the array");
	point(1, "the ranges match the array, and are as few as possible");
	point(1, "queries get the same answers");
}

/* Saved ranges are loaded again. */
static void kept(void)
{
	struct dk_range room[PAGES + 3], again[PAGES + 3];
	struct dk_rangeset set = { room, 0, PAGES + 3 };
	struct dk_rangeset copy = { again, 0, PAGES + 3 };
	int round, i;

	for (round = 0; round < 300; round++) {
		twin_init();
		dk_rangeset_init(&set, PAGES);
		dk_rangeset_init(&copy, PAGES);
		for (i = 0; i < 60; i++)
			step(&set);
		for (i = set.nr - 1; i >= 0; i--)
			if (room[i].domain != DK_NOBODY || room[i].health)
				demand(!dk_rangeset_load(&copy, &room[i]),
				       "a saved range is loaded");
		demand(same(&copy), "the loaded set is the same");
		for (i = 0; i < (int)set.nr; i++)
			demand(dk_rangeset_load(&copy, &room[i]) == -EINVAL,
			       "a range is not loaded twice");
	}
	point(1, "saved ranges are loaded unchanged, but not twice");
}

/* A full set refuses an operation and stays unchanged. */
static void no_room(void)
{
	struct dk_range room[4], before[4];
	struct dk_rangeset set = { room, 0, 4 };
	int i, rc, refused = 0;
	u32 nr;

	demand(dk_rangeset_init(&set, PAGES) == 0, "room for one is enough");
	for (i = 0; i < ROUNDS; i++) {
		struct dk_span s = random_span();

		memcpy(before, room, sizeof(room));
		nr = set.nr;
		rc = rnd(3) ? dk_rangeset_map(&set, s, rnd(GUESTS), 1000) :
			      dk_rangeset_unmap(&set, s, rnd(GUESTS));
		demand(set.nr <= set.cap, "a full set never outgrows its array");
		if (!(i % 50))
			dk_rangeset_drop(&set, rnd(GUESTS));
		if (!rc || !(i % 50))
			continue;
		refused += rc == -ENOSPC;
		demand(set.nr == nr && !memcmp(before, room, nr * sizeof(*room)),
		       "a refused operation changes nothing");
	}
	point(refused > 0, "a full set never outgrows its array");
	point(refused > 0, "a refused operation changes nothing");
	set.cap = 3;
	dk_rangeset_init(&set, PAGES);
	point(!dk_rangeset_map(&set, (struct dk_span){ 10, 20 }, 1, 0) &&
	      !dk_rangeset_map(&set, (struct dk_span){ 0, 10 }, 2, 0) &&
	      !dk_rangeset_map(&set, (struct dk_span){ 20, PAGES }, 3, 0) &&
	      !dk_rangeset_unmap(&set, (struct dk_span){ 10, 20 }, 1) &&
	      set.nr == 3,
	      "a full set accepts an operation that needs no new range");
	set.cap = 0;
	point(dk_rangeset_init(&set, PAGES) == -ENOSPC &&
	      dk_rangeset_init(&set, 0) == -EINVAL,
	      "a device without pages and a set without room are refused");
}

/* Two errors, with a guest and without. */
static void errors(void)
{
	struct dk_range room[10];
	struct dk_rangeset set = { room, 0, 10 };
	struct dk_span page = { 5, 6 }, all = { 0, 10 };
	u32 domain;

	dk_rangeset_init(&set, 10);
	dk_rangeset_fail(&set, page);
	dk_rangeset_fail(&set, page);
	point(!dk_rangeset_doomed(&set, &domain) && set.nr == 3,
	      "errors in a free page destroy no guest");
	point(dk_rangeset_map(&set, all, 7, 100) == -EIO &&
	      dk_rangeset_map(&set, page, 7, 100) == -EIO &&
	      !dk_rangeset_map(&set, (struct dk_span){ 6, 10 }, 7, 100),
	      "a broken page is refused, but adjacent pages are not");
	dk_rangeset_fail(&set, (struct dk_span){ 7, 8 });
	point(!dk_rangeset_doomed(&set, &domain) &&
	      dk_rangeset_has(&set, 7), "the guest survives the first error");
	dk_rangeset_avoid(&set, (struct dk_span){ 7, 8 });
	point(!dk_rangeset_doomed(&set, &domain),
	      "... and an error that is already known");
	dk_rangeset_fail(&set, (struct dk_span){ 7, 8 });
	point(dk_rangeset_doomed(&set, &domain) && domain == 7,
	      "... but must be destroyed after the second error");
	point(dk_rangeset_drop(&set, 7) == 4 &&
	      !dk_rangeset_doomed(&set, &domain) &&
	      dk_rangeset_map(&set, (struct dk_span){ 7, 8 }, 8, 0) == -EIO &&
	      set.nr == 5, "... and then the page is broken and free");
}

static void edges(void)
{
	struct dk_range room[4];
	struct dk_rangeset set = { room, 0, 4 };
	struct dk_span s = { 0, 16 };

	dk_rangeset_init(&set, 16);
	point(dk_rangeset_map(&set, s, 1, ~0ULL - 8) == -ERANGE &&
	      dk_rangeset_map(&set, s, DK_NOBODY, 0) == -EINVAL &&
	      dk_rangeset_unmap(&set, s, DK_NOBODY) == -EINVAL &&
	      dk_rangeset_map(&set, (struct dk_span){ ~0ULL - 1, 3 }, 1, 0) == -ERANGE &&
	      dk_rangeset_map(&set, (struct dk_span){ 15, 17 }, 1, 0) == -ERANGE &&
	      set.nr == 1, "pages of guests and of the device do not wrap");
}

static int parses(const char *text, struct dk_range want)
{
	struct dk_range r = { 0 };

	return !dk_range_parse(text, strlen(text), &r) &&
	       r.start == want.start && r.len == want.len &&
	       r.gfn == want.gfn && r.domain == want.domain &&
	       r.health == want.health;
}

static void texts(void)
{
	static const char *const bad[] = {
		"", " ", "0x1 0x2 3 0x4", "0x1 0x2 3 0x4 sound more",
		"0x1 0x2 3 0x4 sick", "0x1  0x2 3 0x4 sound",
		" 0x1 0x2 3 0x4 sound", "0x1 0x2 3 0x4 sound ",
		"0x1 0x2 4294967295 0x4 sound",
		"0x1 0x2 4294967296 0x4 sound", "0x1 0x2 -3 0x4 sound",
		"0x1 0x2 nobodys 0x4 sound", "0x1 0x10000000000000000 3 0x4 sound",
		"x 0x2 3 0x4 sound", "0x1 0x2 3 y sound", "0x1 0x2 3 0x4 soun",
	};
	struct dk_range r;
	int good = 1;
	size_t i;

	point(parses("0x200 0x100 3 0x100000 sound",
		     (struct dk_range){ 0x200, 0x100, 0x100000, 3, DK_SOUND }) &&
	      parses("0x0 0x1 nobody 0x0 broken",
		     (struct dk_range){ 0, 1, 0, DK_NOBODY, DK_BROKEN }) &&
	      parses("5 1 4294967294 0 fatal",
		     (struct dk_range){ 5, 1, 0, 0xfffffffe, DK_FATAL }),
	      "a range is parsed");
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		good &= dk_range_parse(bad[i], strlen(bad[i]), &r) == -EINVAL;
	point(good, "... and any other text is refused");
	point(!strcmp(dk_health_word(DK_FATAL), "fatal"),
	      "a health is printed by name");
}

/* Ranges that can be parsed, but are impossible. */
static void nonsense(void)
{
	static const struct dk_range bad[] = {
		{ 0, 0, 0, 1, DK_SOUND },		/* no page */
		{ 0, 1, 0, DK_NOBODY, DK_SOUND },	/* no information */
		{ 0, 1, 0, DK_NOBODY, DK_FATAL },
		{ 0, 1, 5, DK_NOBODY, DK_BROKEN },
		{ 0, 2, ~0ULL - 1, 1, DK_SOUND },	/* wraps */
		{ ~0ULL, 2, 0, 1, DK_SOUND },
		{ 0, 1, 0, 1, DK_FATAL + 1 },
		{ 8, 1, 108, 1, DK_SOUND },		/* the guest's page is taken */
		{ 4, 1, 200, 2, DK_SOUND },		/* the page is taken */
		{ 0, 1, 200, 2, DK_SOUND },		/* the page is broken */
	};
	struct dk_range room[8], past = { 16, 1, 0, 1, DK_SOUND };
	struct dk_rangeset set = { room, 0, 8 };
	int good = 1;
	size_t i;

	dk_rangeset_init(&set, 16);
	dk_rangeset_fail(&set, (struct dk_span){ 0, 1 });
	dk_rangeset_map(&set, (struct dk_span){ 4, 5 }, 1, 108);
	for (i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		good &= dk_rangeset_load(&set, &bad[i]) == -EINVAL;
	point(good && set.nr == 4 && dk_rangeset_load(&set, &past) == -ERANGE,
	      "impossible ranges are not loaded");
}

int main(void)
{
	points_planned(20);
	rnd_init();
	random_operations();
	kept();
	no_room();
	errors();
	edges();
	texts();
	nonsense();
	finish();
}
