// SPDX-License-Identifier: GPL-2.0-only
/* core/hmat: good and bad tables, written byte by byte. */
#include <stdint.h>
#include "kselftest.h"
#include "hmat_table.h"

#define HEADER 40

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

/* @nr initiators, domains 0 and up, and one target, domain 9. */
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
	struct dk_hmat p;
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
	point(one_value(2, 4, 1024, 30, 30720), "... bandwidth in MB/s");
	point(one_value(1, 1, 100, 35, 350), "revision 1: tenths of base units");
	point(one_value(1, 1, 1, 11, 2) && one_value(1, 1, 1, 9, -1),
	      "... rounded up, and no value below one");
	point(one_value(2, 1, 1000, 0, -1) && one_value(2, 1, 1000, 0xffff, -1),
	      "0 and 0xffff are not values");
	point(one_value(2, 1, UINT32_MAX, 2, -1) &&
	      one_value(2, 1, UINT64_MAX, 1, -1) &&
	      one_value(2, 4, UINT32_MAX, 1, UINT32_MAX),
	      "a value that does not fit in 32 bits is unknown");
}

static bool not_two(u32 domain)
{
	return domain != 2;
}

static bool none(u32 domain)
{
	return domain == ~0U;
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
	      "without an attached initiator, the one with the lowest latency");
	put(b + 4, 100, 2);
	put(b + 2, 200, 2);
	put(b, 100, 2);
	put(b - 16, 2, 4);
	put(b - 8, 0, 4);
	point(!initiator(&t, 9, &from) && from == 0,
	      "... of equal ones the lowest domain, wherever it is in the list");
	put(b - 16, 0, 4);
	put(b - 8, 2, 4);
	put(b, 0xffff, 2);
	point(!initiator(&t, 9, &from) && from == 2,
	      "... only those with a known value");
	put(b + 2, 0, 2);
	put(b + 4, 0, 2);
	point(initiator(&t, 9, &from) == -ENOENT,
	      "... and none if no value is known");
	put(b + 2, 100, 2);
	b = add(&t, 0, 40);
	put(b + 8, 1, 2);
	put(b + 12, 2, 4);
	put(b + 16, 9, 4);
	point(!initiator(&t, 9, &from) && from == 2,
	      "the initiator that the target is attached to");
	point(!usable_initiator(&t, 9, not_two, &from) && from == 1,
	      "... unless it is not usable");
	point(usable_initiator(&t, 9, none, &from) == -ENOENT,
	      "none if none is usable");
	put(b + 8, 0, 2);
	point(!initiator(&t, 9, &from) && from == 1,
	      "... and only if the flag says that it is valid");
	point(initiator(&t, 5, &from) == -ENOENT, "none for a missing target");
}

static void other_parts(void)
{
	struct dk_hmat p;
	struct table t;
	u8 *b;

	begin(&t, 2);
	add(&t, 2, 32);
	b = add_locality(&t, 0, 1000, 1);
	put(b, 7, 2);
	add(&t, 77, 8);
	point(is(&t, 0, 9, 7, 7, -1, -1), "other structures are skipped");
	(b - 40)[8] = 1;
	point(performance(&t, 0, 9, &p) == -ENOENT,
	      "values of caches are not used");
}

/*
 * The kernel, too, rejects the whole table. 77 is the data type of a locality
 * structure, so that the added structure overrides nothing.
 */
static void malformed(void)
{
	static const struct {
		u32 type, len;
		int sound;
	} parts[] = {
		{ 0, 39, 0 }, { 0, 40, 1 }, { 0, 41, 0 }, { 1, 31, 0 },
		{ 1, 32, 1 }, { 2, 31, 0 }, { 2, 32, 1 }, { 99, 10, 1 },
	};
	struct dk_hmat p;
	struct table t;
	u32 from, i;
	int good = 1, rc;
	u8 *b;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		begin(&t, 2);
		put(add_locality(&t, 0, 1000, 1), 7, 2);
		add(&t, parts[i].type, parts[i].len)[9] = 77;
		rc = parts[i].sound ? 0 : -EINVAL;
		good &= performance(&t, 0, 9, &p) == rc &&
			initiator(&t, 9, &from) == rc;
	}
	point(good, "a structure of invalid length makes the table invalid");

	begin(&t, 2);
	b = add_locality(&t, 0, 1000, 1) - 40;
	put(b + 4, 41, 4);	/* half of its entry is missing */
	put(t.b + 4, --t.len, 4);
	good = performance(&t, 0, 9, &p) == -EINVAL;
	for (i = 1; i < 32; i++) {
		begin(&t, 2);
		b = add_locality(&t, 0, 1000, 1) - 40;
		put(b + 12, 1U << i, 4);	/* initiators */
		good &= performance(&t, 0, 9, &p) == -EINVAL;
		put(b + 16, ~0U >> i, 4);	/* targets */
		good &= performance(&t, 0, 9, &p) == -EINVAL;
		put(b + 16, 1U << i, 4);
		put(b + 12, 1, 4);
		good &= performance(&t, 0, 9, &p) == -EINVAL;
	}
	point(good, "so does a structure that is too short for its numbers");
	begin(&t, 3);
	put(add_locality(&t, 0, 1000, 1), 7, 2);
	point(performance(&t, 0, 9, &p) == -EOPNOTSUPP &&
	      initiator(&t, 9, &from) == -EOPNOTSUPP,
	      "an unknown revision is not read");
	t.b[8] = 2;
	t.b[9] ^= 0x5a;
	point(is(&t, 0, 9, 7, 7, -1, -1), "the checksum is not checked");
}

int main(void)
{
	points_planned(22);
	units();
	choice();
	other_parts();
	malformed();
	finish();
}
