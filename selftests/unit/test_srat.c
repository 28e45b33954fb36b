// SPDX-License-Identifier: GPL-2.0-only
/* core/srat: good and damaged tables, written byte by byte. */
#include <string.h>
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/srat.h"

#define HEADER 48
#define GB (1ULL << 30)
#define HIGH 0x12345678c0000000ULL
#define ENABLED 1
#define ROUNDS 200000

struct table {
	u8 b[512];
	size_t len;
};

static void put(u8 *at, u64 value, int bytes)
{
	for (; bytes--; value >>= 8)
		*at++ = value;
}

static void set_len(struct table *t, size_t len)
{
	t->len = len;
	put(t->b + 4, len, 4);
}

static void begin(struct table *t)
{
	*t = (struct table){ .b = "SRAT" };
	t->b[8] = 3;	/* revision */
	set_len(t, HEADER);
}

/* Appends an entry of @size bytes, filled so that it is not all zeros. */
static u8 *add(struct table *t, u8 type, u8 size)
{
	u8 *entry = t->b + t->len;

	memset(entry, 0xff, size);
	entry[0] = type;
	entry[1] = size;
	set_len(t, t->len + size);
	return entry;
}

/* Reserved bytes stay 0xff, because nothing may depend on them. */
static u8 *add_memory(struct table *t, u32 domain, u64 base, u64 size,
		      u32 flags)
{
	u8 *entry = add(t, 1, 40);

	put(entry + 2, domain, 4);
	put(entry + 8, base, 8);
	put(entry + 16, size, 8);
	put(entry + 28, flags, 4);
	return entry;
}

/* In a copy of the exact size, so that the sanitizer finds an overread. */
static int find(const struct table *t, u64 start, u64 end, u32 *domain)
{
	u8 *copy = malloc(t->len);
	int rc;

	if (t->len && !copy)
		abort();
	memcpy(copy, t->b, t->len);
	rc = dk_srat_find(copy, t->len, (struct dk_span){ start, end }, domain);
	free(copy);
	return rc;
}

/* The domain of a span, or an error. */
static long long domain_of(const struct table *t, u64 start, u64 end)
{
	u32 domain = 0;
	int rc = find(t, start, end, &domain);

	return rc ?: (long long)domain;
}

static void ranges(void)
{
	struct table t;

	begin(&t);
	point(domain_of(&t, GB, 2 * GB) == -ENOENT,
	      "a table without entries has no memory");

	add_memory(&t, 1, 0, GB, ENABLED);
	add_memory(&t, 0xfedcba98, GB, 2 * GB, ENABLED);
	add_memory(&t, 2, 3 * GB, GB, ENABLED);
	point(domain_of(&t, GB, 3 * GB) == 0xfedcba98 &&
	      domain_of(&t, 0, GB) == 1 && domain_of(&t, 3 * GB, 4 * GB) == 2,
	      "a range that is a whole entry has its domain, which has 32 bits");
	point(domain_of(&t, GB, GB + 1) == 0xfedcba98 &&
	      domain_of(&t, 3 * GB - 1, 3 * GB) == 0xfedcba98 &&
	      domain_of(&t, 2 * GB, 2 * GB + 4096) == 0xfedcba98,
	      "so has a range inside an entry, including the first and last byte");
	point(domain_of(&t, GB - 1, 3 * GB) == -ENOENT &&
	      domain_of(&t, GB, 3 * GB + 1) == -ENOENT &&
	      domain_of(&t, 0, 4 * GB) == -ENOENT &&
	      domain_of(&t, 3 * GB, 4 * GB + 1) == -ENOENT,
	      "a range that no single entry contains is in no domain");
	point(domain_of(&t, 4 * GB, 5 * GB) == -ENOENT &&
	      domain_of(&t, ~0ULL - GB, ~0ULL) == -ENOENT,
	      "nor is a range outside of all entries");

	add_memory(&t, 3, HIGH, GB, ENABLED);
	point(domain_of(&t, HIGH, HIGH + GB) == 3 &&
	      domain_of(&t, HIGH - 1, HIGH) == -ENOENT,
	      "addresses have 64 bits");
}

static void flags(void)
{
	struct table t;
	int i, good = 1;

	for (i = 0; i < 32; i++) {
		begin(&t);
		add_memory(&t, 7, GB, GB, 1U << i);
		good &= domain_of(&t, GB, 2 * GB) == (i ? -ENOENT : 7);
		begin(&t);
		add_memory(&t, 7, GB, GB, ENABLED | 1U << i);
		good &= domain_of(&t, GB, 2 * GB) == 7;
	}
	point(good,
	      "an entry counts if it is enabled, regardless of other flags");

	begin(&t);
	add_memory(&t, 7, 0, 4 * GB, 0);
	add_memory(&t, 8, GB, GB, ENABLED);
	add_memory(&t, 9, 0, 4 * GB, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == 8 && domain_of(&t, 0, GB) == 9,
	      "an entry that is not enabled is skipped, the first enabled one counts");
}

static void other_entries(void)
{
	struct table t;
	int type, good = 1;
	u8 *short_one;

	for (type = 0; type < 256; type++) {
		begin(&t);
		put(add_memory(&t, 6, 0, 4 * GB, ENABLED), type, 1);
		add(&t, 0, 16);
		add_memory(&t, 7, GB, GB, ENABLED);
		good &= domain_of(&t, GB, 2 * GB) == (type == 1 ? 6 : 7);
	}
	point(good,
	      "entries of other types are skipped, regardless of their contents");

	begin(&t);
	add(&t, 0, 16);
	add(&t, 2, 24);
	add(&t, 200, 2);
	add(&t, 5, 255);
	add_memory(&t, 7, GB, GB, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == 7, "... and of their length");

	begin(&t);
	short_one = add_memory(&t, 6, 0, 4 * GB, ENABLED);
	short_one[1] = 39;
	set_len(&t, t.len - 1);
	add_memory(&t, 7, GB, GB, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == 7,
	      "an entry that is too short for memory is skipped");

	begin(&t);
	add(&t, 1, 60);
	memcpy(t.b + HEADER, add_memory(&t, 7, GB, GB, ENABLED), 40);
	t.b[HEADER + 1] = 60;
	set_len(&t, HEADER + 60);
	point(domain_of(&t, GB, 2 * GB) == 7,
	      "an entry that is longer than needed for memory counts");
}

static void top_of_the_address_space(void)
{
	struct table t;

	begin(&t);
	add_memory(&t, 6, GB, ~0ULL - GB + 2, ENABLED);
	add_memory(&t, 7, ~0ULL, 4 * GB, ENABLED);
	add_memory(&t, 8, GB, ~0ULL, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == -ENOENT &&
	      domain_of(&t, 0, GB) == -ENOENT,
	      "an entry that wraps at the end of the address space is not used");
	add_memory(&t, 9, GB, ~0ULL - GB, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == 9 &&
	      domain_of(&t, ~0ULL - GB, ~0ULL) == 9,
	      "an entry that ends there reaches up to the last address");
}

/* "BASE+SIZE" in GB of each entry of a domain, with ! for hot-pluggable. */
static const char *entries_of(const struct table *t, u32 domain)
{
	static char text[200];
	struct dk_span s;
	bool hotplug;
	size_t at = 0;
	int n = 0, rc;

	text[0] = 0;
	while ((rc = dk_srat_next(t->b, t->len, domain, &at, &s, &hotplug)) > 0)
		n += snprintf(text + n, sizeof(text) - n, "%llu+%llu%s ",
			      s.start / GB, dk_span_len(s) / GB,
			      hotplug ? "!" : "");
	if (rc)
		snprintf(text + n, sizeof(text) - n, "error %d", rc);
	return text;
}

static void entry_by_entry(void)
{
	struct table t;

	begin(&t);
	add_memory(&t, 1, 0, GB, ENABLED);
	add_memory(&t, 2, 4 * GB, 4 * GB, ENABLED | 2);
	add(&t, 0, 16);
	add_memory(&t, 1, GB, 2 * GB, ENABLED | 2 | 4);
	add_memory(&t, 2, 8 * GB, GB, 2);
	point(!strcmp(entries_of(&t, 1), "0+1 1+2! ") &&
	      !strcmp(entries_of(&t, 2), "4+4! ") &&
	      !strcmp(entries_of(&t, 3), ""),
	      "each entry of a domain is found, even if it adjoins another");
	add(&t, 1, 40)[1] = 0;
	point(!strcmp(entries_of(&t, 2), "4+4! error -22"),
	      "... up to the damage in a table");
}

static void sound(struct table *t)
{
	begin(t);
	add(t, 0, 16);
	add_memory(t, 1, 0, GB, ENABLED);
	add(t, 2, 24);
	add_memory(t, 2, GB, GB, 0);
	add_memory(t, 3, GB, GB, ENABLED);
}

static void damaged_tables(void)
{
	struct table t;
	u8 *entry;

	sound(&t);
	entry = t.b + HEADER + 16 + 40;
	entry[1] = 0;
	point(domain_of(&t, GB, 2 * GB) == -EINVAL && domain_of(&t, 0, GB) == 1,
	      "damage is an error for later entries, but not for earlier ones");
	entry[1] = 255;
	point(domain_of(&t, GB, 2 * GB) == -EINVAL,
	      "an entry that is longer than the table is damage");

	begin(&t);
	add(&t, 5, 1);
	add_memory(&t, 7, GB, GB, ENABLED);
	point(domain_of(&t, GB, 2 * GB) == -EINVAL,
	      "so is an entry that is too short for its length field");

	sound(&t);
	put(t.b + 4, t.len + 1, 4);
	point(domain_of(&t, GB, 2 * GB) == -EINVAL &&
	      domain_of(&t, 0, GB) == -EINVAL,
	      "a table that is longer than the buffer is damaged");
	put(t.b + 4, t.len - 40, 4);
	point(domain_of(&t, GB, 2 * GB) == -ENOENT &&
	      domain_of(&t, 0, GB) == 1,
	      "bytes after the table are not read");
}

/* With the original length in the header, and with the truncated one. */
static void truncations(void)
{
	struct table t;
	int cut = 1, fitting = 1, rc;
	size_t n, whole;
	u32 domain;

	sound(&t);
	whole = t.len;
	for (n = 0; n < whole; n++) {
		t.len = n;
		cut &= find(&t, GB, 2 * GB, &domain) == -EINVAL;
	}
	point(cut, "a table that is truncated anywhere is damaged");

	for (n = HEADER; n < whole; n++) {
		bool between = n == HEADER || n == HEADER + 16 ||
			       n == HEADER + 56 || n == HEADER + 80 ||
			       n == HEADER + 120;

		sound(&t);
		set_len(&t, n);
		rc = find(&t, GB, 2 * GB, &domain);
		fitting &= rc == (between ? -ENOENT : -EINVAL);
	}
	point(fitting,
	      "so is one with the truncated length, unless cut between entries");
}

static bool is_answer(int rc)
{
	return !rc || rc == -ENOENT || rc == -EINVAL;
}

static void single_bytes(void)
{
	struct table t;
	int good = 1, value;
	size_t at;
	u32 domain;

	sound(&t);
	for (at = 0; at < t.len; at++) {
		u8 was = t.b[at];

		for (value = 0; value < 256; value++) {
			t.b[at] = value;
			good &= is_answer(find(&t, GB, 2 * GB, &domain));
			good &= is_answer(find(&t, 0, GB, &domain));
		}
		t.b[at] = was;
	}
	point(good && domain_of(&t, GB, 2 * GB) == 3,
	      "damage of any single byte is handled");
}

static void random_damage(void)
{
	struct table t;
	u32 domain, n;
	int i, good = 1;

	for (i = 0; i < ROUNDS; i++) {
		sound(&t);
		if (rnd(2))
			set_len(&t, rnd(t.len + 1));
		else if (rnd(2))
			t.len = rnd(t.len + 1);
		for (n = rnd(6); n && t.len; n--)
			t.b[rnd(t.len)] = rnd(2) ? rnd(256) : rnd(3);
		good &= is_answer(find(&t, GB, 2 * GB, &domain));
	}
	point(good, "so is damage of several bytes, in a table of any length");
}

int main(void)
{
	points_planned(25);
	rnd_init();
	ranges();
	flags();
	other_entries();
	top_of_the_address_space();
	entry_by_entry();
	damaged_tables();
	truncations();
	single_bytes();
	random_damage();
	finish();
}
