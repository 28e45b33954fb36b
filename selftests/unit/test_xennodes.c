// SPDX-License-Identifier: GPL-2.0-only
/* core/xennodes, compared with a map that is built chunk by chunk. */
#include <stdlib.h>
#include <string.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/xennodes.h"

#define UNIT (256ULL << 20)
#define UNITS 128
#define MOST 8
#define NOBODY 255
#define ROUNDS 20000

struct entry {
	unsigned int start, end, domain;	/* in units */
};

struct table {
	unsigned char b[48 + 40 * MOST];
	size_t len;
};

static void put(unsigned char *at, u64 value, int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

static void make_table(struct table *t, const struct entry *v, int nr)
{
	unsigned char *at = t->b + 48;
	int i;

	memset(t, 0, sizeof(*t));
	for (i = 0; i < nr; i++, at += 40) {
		at[0] = 1;
		at[1] = 40;
		put(at + 2, v[i].domain, 4);
		put(at + 8, v[i].start * UNIT, 8);
		put(at + 16, (v[i].end - v[i].start) * UNIT, 8);
		put(at + 28, 3, 4);
	}
	t->len = at - t->b;
	put(t->b + 4, t->len, 4);
}

/* Builds the map. Returns the size of a chunk, or 0 if two nodes share one. */
static unsigned int build(const struct entry *v, int nr, unsigned char *map)
{
	unsigned int size = 1, starts = 0, at;
	int i;

	for (i = 1; i < nr; i++)
		if (v[i].domain != v[i - 1].domain)
			starts |= v[i].start;
	while (size < UNITS && !(starts & size))
		size *= 2;
	memset(map, NOBODY, UNITS);
	for (i = 0; i < nr; i++)
		for (at = v[i].start; at < v[i].end; at += size) {
			if (map[at / size] != NOBODY &&
			    map[at / size] != v[i].domain)
				return 0;
			map[at / size] = v[i].domain;
		}
	return size;
}

static int make_entries(struct entry *v)
{
	unsigned int at = rand() % 3;
	int nr = 0, most = 1 + rand() % MOST;

	while (nr < most) {
		v[nr].start = at;
		v[nr].end = at + 1 + rand() % 12;
		v[nr].domain = rand() % 3;
		at = v[nr].end + (rand() % 2 ? rand() % 6 : 0);
		if (v[nr].end > UNITS)
			break;
		nr++;
	}
	return nr;
}

/* Does the function agree with the map for each unit of each entry? */
static bool agrees(const struct entry *v, int nr, const struct table *t,
		   const unsigned char *map, unsigned int size, int *holes)
{
	unsigned int at;
	int i;

	for (i = 0; i < nr; i++) {
		struct dk_span s = { v[i].start * UNIT, v[i].end * UNIT };
		u64 end = dk_xen_nodes_end(t->b, t->len, s, v[i].domain);

		*holes += end != s.end;
		for (at = v[i].start; at < v[i].end; at++) {
			bool in_node = map[at / size] == v[i].domain;

			if (in_node != (at * UNIT < end))
				return false;
		}
	}
	return true;
}

static void random_tables(void)
{
	unsigned char map[UNITS];
	struct entry v[MOST];
	int i, nr, bad = 0, holes = 0, used = 0;
	unsigned int size;
	struct table t;

	srand(1);
	for (i = 0; i < ROUNDS; i++) {
		nr = make_entries(v);
		size = nr ? build(v, nr, map) : 0;
		if (!size)
			continue;
		used++;
		make_table(&t, v, nr);
		bad += !agrees(v, nr, &t, map, size, &holes);
	}
	point(!bad, "the end of each entry is that of the map");
	point(used > ROUNDS / 10 && holes > 100,
	      "... in many tables, with entries that have a hole and without");
}

static void known_tables(void)
{
	static const struct entry second[] = {
		{ 0, 16, 0 }, { 20, 36, 1 }, { 37, 53, 1 }
	};
	struct dk_span s = { 37 * UNIT, 53 * UNIT };
	struct table t;

	make_table(&t, second, 3);
	point(dk_xen_nodes_end(t.b, t.len, s, 1) == 52 * UNIT,
	      "the last 256 MiB of a second entry that begins at 9.25 GiB are in no node");
	make_table(&t, second + 1, 2);
	point(dk_xen_nodes_end(t.b, t.len, s, 1) == s.end,
	      "... unless there is only one node");
	t.len = 60;
	point(dk_xen_nodes_end(t.b, t.len, s, 1) == s.end,
	      "a damaged table has no chunks");
}

int main(void)
{
	points_planned(5);
	random_tables();
	known_tables();
	finish();
}
