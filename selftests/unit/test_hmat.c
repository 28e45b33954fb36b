// SPDX-License-Identifier: GPL-2.0-only
/*
 * The tool's lib/hmat: tables of real (emulated) machines, with the figures
 * that Linux 6.12 showed there in nodeN/access0/initiators, tables written
 * here, and damaged ones. tables/README says where they are from.
 */
#include <stdint.h>
#include "kselftest.h"
#include "../../tools/daxkmem/lib/hmat.h"
#include "../../drivers/dax/kmem/core/srat.h"

#define HEADER 40
#define GB (1ULL << 30)

struct table {
	u8 b[4096];
	size_t len;
};

static void load(struct table *t, const char *name)
{
	char path[256];
	FILE *f;

	snprintf(path, sizeof(path), TABLES "/%s", name);
	f = fopen(path, "rb");
	demand(f, "a recorded table is there");
	t->len = fread(t->b, 1, sizeof(t->b), f);
	fclose(f);
}

/* In a copy with nothing behind it: reading too far is noticed. */
static int performance(const struct table *t, u32 from, u32 to,
		       struct hmat_performance *p)
{
	u8 *copy = malloc(t->len ?: 1);
	int rc;

	memcpy(copy, t->b, t->len);
	rc = hmat_performance(copy, t->len, from, to, p);
	free(copy);
	return rc;
}

static int initiator(const struct table *t, u32 target, u32 *from)
{
	u8 *copy = malloc(t->len ?: 1);
	int rc;

	memcpy(copy, t->b, t->len);
	rc = hmat_initiator(copy, t->len, target, from);
	free(copy);
	return rc;
}

static int is(const struct table *t, u32 from, u32 to, long long rl,
	      long long wl, long long rb, long long wb)
{
	struct hmat_performance p;

	return !performance(t, from, to, &p) && p.read_latency == rl &&
	       p.write_latency == wl && p.read_bandwidth == rb &&
	       p.write_bandwidth == wb;
}

/* What the kernel of that machine showed. */
static void recorded(void)
{
	struct hmat_performance p;
	struct table t;
	u32 from;

	load(&t, "HMAT.1");
	point(is(&t, 0, 0, 12, 14, 92160, 46080),
	      "one node: reads and writes have figures of their own");
	point(performance(&t, 0, 1, &p) == -ENOENT &&
	      performance(&t, 1, 0, &p) == -ENOENT,
	      "nothing is said of a domain that is not there");

	load(&t, "HMAT.2");
	point(is(&t, 0, 0, 10, 10, 102400, 102400), "two nodes: DRAM");
	point(is(&t, 0, 1, 350, 350, 30720, 30720), "... and the far one");
	point(!initiator(&t, 1, &from) && from == 0,
	      "... whose processors are those of node 0");

	load(&t, "HMAT.3");
	point(is(&t, 0, 1, 350, 350, 30720, 30720) &&
	      is(&t, 0, 2, 120, 120, 61440, 61440) &&
	      is(&t, 0, 0, 10, 10, 102400, 102400), "three nodes");
}

/* The same machines' SRAT: the domain of the range that was attached. */
static void recorded_srat(void)
{
	struct dk_span span = { 4 * GB, 6 * GB };
	struct table t;
	u32 domain;

	load(&t, "SRAT.2");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 1,
	      "SRAT of two nodes: the domain of persistent memory");
	load(&t, "SRAT.3");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 1,
	      "SRAT of three nodes: likewise");
	load(&t, "SRAT.1");
	point(!dk_srat_find(t.b, t.len, span, &domain) && domain == 0,
	      "SRAT of one node: its range for memory that may come");
}

static void put(u8 *at, u64 value, int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

static void begin(struct table *t, u8 revision)
{
	memset(t, 0, sizeof(*t));
	memcpy(t->b, "HMAT", 4);
	t->b[8] = revision;
	t->len = HEADER;
	put(t->b + 4, t->len, 4);
}

static u8 *add(struct table *t, u32 type, size_t len)
{
	u8 *b = t->b + t->len;

	put(b, type, 2);
	put(b + 4, len, 4);
	t->len += len;
	put(t->b + 4, t->len, 4);
	return b;
}

/* @nr processors, domains 0 and up, and one target, domain 9. */
static u8 *add_locality(struct table *t, u8 type, u64 base, int nr)
{
	u8 *b = add(t, 1, 32 + 4 * nr + 4 + 2 * nr);
	int i;

	b[9] = type;
	put(b + 12, nr, 4);
	put(b + 16, 1, 4);
	put(b + 24, base, 8);
	for (i = 0; i < nr; i++)
		put(b + 32 + 4 * i, i, 4);
	put(b + 32 + 4 * nr, 9, 4);
	return b + 32 + 4 * nr + 4;	/* the entries */
}

static int one_value(u8 revision, u8 type, u64 base, u32 entry, long long want)
{
	struct hmat_performance p;
	struct table t;

	begin(&t, revision);
	put(add_locality(&t, type, base, 1), entry, 2);
	if (want < 0)
		return performance(&t, 0, 9, &p) == -ENOENT;
	return !performance(&t, 0, 9, &p) &&
	       (type < 3 ? p.read_latency : p.read_bandwidth) == want;
}

static void units(void)
{
	point(one_value(2, 1, 1000, 350, 350), "revision 2: picoseconds");
	point(one_value(2, 1, 1, 1, 1), "... rounded up");
	point(one_value(2, 4, 1024, 30, 30720), "... bandwidth as it is");
	point(one_value(1, 1, 100, 35, 350), "revision 1: tenths of base units");
	point(one_value(1, 1, 1, 11, 2) && one_value(1, 1, 1, 9, -1),
	      "... rounded up, and nothing below one");
	point(one_value(2, 1, 1000, 0, -1) && one_value(2, 1, 1000, 0xffff, -1),
	      "0 and 0xffff are no values");
	point(one_value(2, 1, UINT32_MAX, 2, -1) &&
	      one_value(2, 1, UINT64_MAX, 1, -1) &&
	      one_value(2, 4, UINT32_MAX, 1, UINT32_MAX),
	      "what does not fit 32 bits is no value");
}

static void choice(void)
{
	struct table t;
	u32 from;
	u8 *b;

	begin(&t, 2);
	b = add_locality(&t, 0, 1000, 3);
	put(b, 300, 2);
	put(b + 2, 100, 2);
	put(b + 4, 200, 2);
	point(!initiator(&t, 9, &from) && from == 1,
	      "without an attached one, who reads it soonest");
	b = add(&t, 0, 40);
	put(b + 8, 1, 2);
	put(b + 12, 2, 4);
	put(b + 16, 9, 4);
	point(!initiator(&t, 9, &from) && from == 2, "the one it is attached to");
	put(b + 8, 0, 2);
	point(!initiator(&t, 9, &from) && from == 1, "... if that is valid");
	point(initiator(&t, 5, &from) == -ENOENT, "none for a target that is not there");
}

static void other_parts(void)
{
	struct hmat_performance p;
	struct table t;
	u8 *b;

	begin(&t, 2);
	add(&t, 2, 32);
	b = add_locality(&t, 0, 1000, 1);
	put(b, 7, 2);
	add(&t, 77, 8);
	point(is(&t, 0, 9, 7, 7, -1, -1), "other structures are passed over");
	(b - 40)[8] = 1;
	point(performance(&t, 0, 9, &p) == -ENOENT, "caches are not memory");
}

static int is_answer(int rc)
{
	return !rc || rc == -EINVAL || rc == -ENOENT || rc == -EOPNOTSUPP;
}

/* Each gets an errno or an answer, and nothing is read outside. */
static void damage(const char *name)
{
	struct hmat_performance p;
	struct table t, bad;
	int value, good = 1;
	size_t i;
	u32 from;

	load(&t, name);
	for (i = 0; i < t.len; i++) {
		bad = t;
		bad.len = i;
		good &= performance(&bad, 0, 1, &p) == -EINVAL &&
			initiator(&bad, 1, &from) == -EINVAL;
	}
	point(good, "a table that is cut off anywhere is damaged");

	for (i = 0; i < t.len; i++)
		for (value = 0; value < 256; value++) {
			bad = t;
			bad.b[i] = value;
			good &= is_answer(performance(&bad, 0, 1, &p)) &&
				is_answer(initiator(&bad, 1, &from));
		}
	point(good, "any byte may be anything");
}

int main(void)
{
	recorded();
	recorded_srat();
	units();
	choice();
	other_parts();
	damage("HMAT.1");
	damage("HMAT.2");
	damage("HMAT.3");
	finish();
}
