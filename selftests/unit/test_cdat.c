// SPDX-License-Identifier: GPL-2.0-only
/* The tool's lib/cdat: good and bad tables, written byte by byte. */
#include <stdint.h>
#include "kselftest.h"
#include "cdat.h"

#define HEADER 16
#define GIB (1ULL << 30)

enum {
	BOTH_LATENCY, READ_LATENCY, WRITE_LATENCY,
	BOTH_BANDWIDTH, READ_BANDWIDTH, WRITE_BANDWIDTH,
};

struct table {
	u8 b[4096];
	size_t len;
};

static void put(u8 *at, u64 value, int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

static void begin(struct table *t)
{
	memset(t, 0, sizeof(*t));
	t->len = HEADER;
	t->b[4] = 2;	/* revision */
}

static u8 *add(struct table *t, u8 type, size_t len)
{
	u8 *b = t->b + t->len;

	b[0] = type;
	put(b + 2, len, 2);
	t->len += len;
	return b;
}

static u8 *add_range(struct table *t, u8 handle, u64 base, u64 length)
{
	u8 *b = add(t, 0, 24);

	b[4] = handle;
	put(b + 8, base, 8);
	put(b + 16, length, 8);
	return b;
}

static u8 *add_value(struct table *t, u8 handle, u8 type, u64 base, u32 entry)
{
	u8 *b = add(t, 1, 24);

	b[4] = handle;
	b[6] = type;
	put(b + 8, base, 8);
	put(b + 16, entry, 2);
	return b;
}

/* A device with 1 GiB of volatile memory, and persistent memory after it. */
static void device(struct table *t)
{
	begin(t);
	add_range(t, 0, 0, GIB);
	add_value(t, 0, READ_LATENCY, 10000, 15);
	add_value(t, 0, WRITE_LATENCY, 10000, 25);
	add_value(t, 0, READ_BANDWIDTH, 1000, 16);
	add_value(t, 0, WRITE_BANDWIDTH, 1000, 8);
	add_range(t, 1, GIB, 2 * GIB);
	add_value(t, 1, READ_LATENCY, 10000, 50);
}

/* Correct length and checksum. */
static void seal(struct table *t)
{
	u8 sum = 0;
	size_t i;

	put(t->b, t->len, 4);
	t->b[5] = 0;
	for (i = 0; i < t->len; i++)
		sum += t->b[i];
	t->b[5] = -sum;
}

/* In a copy of the exact size, so that the sanitizer finds an overread. */
static int performance(const struct table *t, u64 start, u64 size,
		       struct dk_hmat *p)
{
	u8 *copy = malloc(t->len ?: 1);
	int rc;

	memcpy(copy, t->b, t->len);
	rc = cdat_performance(copy, t->len, start, size, p);
	free(copy);
	return rc;
}

static int is(const struct table *t, u64 start, u64 size, long long rl,
	      long long wl, long long rb, long long wb)
{
	struct dk_hmat p;

	return !performance(t, start, size, &p) && p.read_latency == rl &&
	       p.write_latency == wl && p.read_bandwidth == rb &&
	       p.write_bandwidth == wb;
}

/* The table gives @rc, and no value. */
static int fails(const struct table *t, u64 start, u64 size, int rc)
{
	struct dk_hmat p;

	return performance(t, start, size, &p) == rc && p.read_latency == -1 &&
	       p.write_latency == -1 && p.read_bandwidth == -1 &&
	       p.write_bandwidth == -1;
}

static void recorded(void)
{
	FILE *f = fopen(RECORDED "/CDAT.cxl", "rb");
	struct table t;

	demand(f, "the recorded table exists");
	t.len = fread(t.b, 1, sizeof(t.b), f);
	fclose(f);
	point(is(&t, 0, GIB, 150, 250, 16000, 16000),
	      "a table that Linux shows");
	point(fails(&t, 0, GIB + 1, -ENOENT), "... of a device of 1 GiB");
}

static void ranges(void)
{
	struct table t;

	device(&t);
	seal(&t);
	point(is(&t, 0, GIB, 150, 250, 16000, 8000),
	      "volatile memory: ns and MB/s");
	point(is(&t, GIB / 2, 4096, 150, 250, 16000, 8000), "... a part of it");
	point(is(&t, GIB, 2 * GIB, 500, -1, -1, -1),
	      "persistent memory has its own value");
	point(fails(&t, GIB - 4096, 8192, -ENOENT),
	      "addresses in two ranges have none");
	point(fails(&t, 3 * GIB, 4096, -ENOENT) &&
	      fails(&t, 2 * GIB, 2 * GIB, -ENOENT) &&
	      fails(&t, 4096, ~0ULL, -ENOENT) &&
	      fails(&t, ~0ULL, 4096, -ENOENT),
	      "... nor have addresses beyond the last one");

	begin(&t);
	add_value(&t, 7, BOTH_LATENCY, 1000, 90);
	add_range(&t, 7, ~0ULL - 4095, 4096);
	seal(&t);
	point(is(&t, ~0ULL - 4095, 4096, 90, 90, -1, -1),
	      "a range that ends at the last address, after its value");
	point(fails(&t, 0, 4096, -ENOENT), "... does not wrap around");
}

/* A table with one value, for reads and writes. */
static int value_is(u8 type, u64 base, u32 entry, long long want)
{
	struct table t;

	begin(&t);
	add_range(&t, 0, 0, GIB);
	add_value(&t, 0, type, base, entry);
	seal(&t);
	if (want < 0)
		return fails(&t, 0, GIB, -ENOENT);
	return type == BOTH_LATENCY ? is(&t, 0, GIB, want, want, -1, -1) :
				      is(&t, 0, GIB, -1, -1, want, want);
}

static void values(void)
{
	struct table t;
	u8 *b;

	point(value_is(BOTH_LATENCY, 1, 1, 1) &&
	      value_is(BOTH_LATENCY, 1000, 90, 90) &&
	      value_is(BOTH_BANDWIDTH, 1, 1, 1),
	      "one value for reads and writes; latency is rounded up");
	point(value_is(BOTH_LATENCY, 1000, 0, -1) &&
	      value_is(BOTH_BANDWIDTH, 1000, 0xffff, -1) &&
	      value_is(BOTH_BANDWIDTH, 0, 5, -1),
	      "0 and 0xffff are not values");
	point(value_is(BOTH_BANDWIDTH, UINT32_MAX, 2, -1) &&
	      value_is(BOTH_LATENCY, UINT64_MAX, 1, -1),
	      "a value that does not fit in 32 bits is unknown");
	point(value_is(6, 1000, 90, -1) && value_is(255, 1000, 90, -1),
	      "values of other types are skipped");

	device(&t);
	add_value(&t, 0, READ_LATENCY, 10000, 2)[5] = 1;
	add_value(&t, 9, READ_LATENCY, 10000, 3);
	b = add(&t, 5, 16);	/* of a switch */
	put(b + 8, ~0ULL, 8);
	add(&t, 77, 4);
	seal(&t);
	point(is(&t, 0, GIB, 150, 250, 16000, 8000),
	      "values of caches, without a range, and of switches are skipped");
	device(&t);
	put(add_value(&t, 0, READ_LATENCY, 10000, 20) + 18, 99, 4);
	seal(&t);
	point(is(&t, 0, GIB, 200, 250, 16000, 8000),
	      "the last value of a type counts, and only its first entry");
	t.b[4] = 99;
	seal(&t);
	point(is(&t, 0, GIB, 200, 250, 16000, 8000), "any revision is read");
}

static void ambiguous(void)
{
	struct table t;

	device(&t);
	add_range(&t, 2, 0, 4 * GIB);
	seal(&t);
	point(fails(&t, 0, GIB, -EINVAL), "two ranges with the addresses");
	device(&t);
	add_range(&t, 0, 8 * GIB, GIB);
	seal(&t);
	point(fails(&t, 0, GIB, -EINVAL) && is(&t, GIB, GIB, 500, -1, -1, -1),
	      "two ranges with one handle");
}

/* Each shorter table fails, with the old checksum or with a correct one. */
static int fails_if_cut(void)
{
	struct table whole, t;
	size_t len;
	int good = 1;

	device(&whole);
	seal(&whole);
	for (len = 0; len < whole.len; len++) {
		t = whole;
		t.len = len;
		good &= fails(&t, 0, GIB, -EINVAL);
		if (len < HEADER)
			continue;
		seal(&t);
		good &= (len - HEADER) % 24 ? fails(&t, 0, GIB, -EINVAL) :
			performance(&t, 0, GIB, &(struct dk_hmat){ 0 }) != -EINVAL;
	}
	return good;
}

static int fails_with_any_byte_changed(void)
{
	struct table t;
	int good = 1;
	size_t i;

	for (i = 0; i < 184; i++) {
		device(&t);
		seal(&t);
		t.b[i] ^= 0x10;
		good &= fails(&t, 0, GIB, -EINVAL);
	}
	return good;
}

/* Change the length of a structure, with a correct checksum. */
static int fails_with_length(size_t at, u32 length)
{
	struct table t;

	device(&t);
	put(t.b + at + 2, length, 2);
	seal(&t);
	return fails(&t, 0, GIB, -EINVAL);
}

static int fails_with_table_length(u32 length)
{
	struct table t;

	device(&t);
	seal(&t);
	t.b[5] += t.b[0] + t.b[1] + t.b[2] + t.b[3];
	put(t.b, length, 4);
	t.b[5] -= t.b[0] + t.b[1] + t.b[2] + t.b[3];
	return fails(&t, 0, GIB, -EINVAL);
}

/* The table and the header of the mailbox that it is read through. */
static int fails_with_header_of_mailbox(void)
{
	struct table t;

	device(&t);
	seal(&t);
	memmove(t.b + 4, t.b, t.len);
	put(t.b, 0, 4);
	t.len += 4;
	return fails(&t, 0, GIB, -EINVAL);
}

static void malformed(void)
{
	static const u32 lengths[] = { 0, 3, 4, 20, 23, 25, 48, 0xffff };
	struct table t;
	int good = 1;
	size_t i;

	point(fails_if_cut(), "a table that is too short has no value");
	point(fails_with_any_byte_changed(), "... nor one with a wrong checksum");
	for (i = 0; i < sizeof(lengths) / sizeof(lengths[0]); i++)
		good &= fails_with_length(HEADER, lengths[i]) &&
			fails_with_length(HEADER + 24, lengths[i]);
	point(good, "... nor one with a structure of invalid length");
	point(fails_with_table_length(0) && fails_with_table_length(15) &&
	      fails_with_table_length(185) && fails_with_table_length(~0U),
	      "... nor one of invalid length");
	point(fails_with_header_of_mailbox(), "... nor one with another header");
	device(&t);
	seal(&t);
	t.b[t.len++] = 77;
	point(is(&t, 0, GIB, 150, 250, 16000, 8000),
	      "bytes after the table are ignored");
	begin(&t);
	seal(&t);
	point(fails(&t, 0, GIB, -ENOENT), "a table without structures");
}

int main(void)
{
	points_planned(25);
	recorded();
	ranges();
	values();
	ambiguous();
	malformed();
	finish();
}
