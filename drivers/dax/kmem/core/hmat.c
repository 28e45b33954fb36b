// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * Heterogeneous Memory Attribute Table, ACPI 6.5, 5.2.27, revisions 1 and 2.
 * Read single bytes, because fields are not aligned. Results match those of the
 * kernel (drivers/acpi/numa/hmat.c): ignore a wrong checksum, but reject the
 * whole table if one structure is malformed.
 */
#include "bytes.h"
#include "hmat.h"

#define HEADER 40	/* table header, and 4 reserved bytes */
#define LENGTH_AT 4
#define REVISION_AT 8

/* Each structure: type, 2 bytes; 2 reserved ones; length, 4 bytes. */
#define STRUCT_HEADER 8
#define STRUCT_LENGTH_AT 4

/* Memory Proximity Domain Attributes Structure, 5.2.27.3 */
#define ATTRIBUTES 0
#define ATTRIBUTES_LEN 40
#define ATTRIBUTES_FLAGS_AT 8
#define ATTRIBUTES_INITIATOR_AT 12
#define ATTRIBUTES_MEMORY_AT 16
#define INITIATOR_VALID 1
#define MEMORY_VALID 2	/* revision 1 only; implied in revision 2 */

/* System Locality Latency and Bandwidth Information Structure, 5.2.27.4 */
#define LOCALITY 1
#define LOCALITY_LEN 32
#define HIERARCHY_AT 8
#define HIERARCHY_MASK 0xf
#define HIERARCHY_MEMORY 0
#define DATA_TYPE_AT 9
#define NR_INITIATORS_AT 12
#define NR_TARGETS_AT 16
#define BASE_AT 24

/* Memory Side Cache Information Structure, 5.2.27.5 */
#define CACHE 2
#define CACHE_LEN 32

enum data_type {
	ACCESS_LATENCY, READ_LATENCY, WRITE_LATENCY,
	ACCESS_BANDWIDTH, READ_BANDWIDTH, WRITE_BANDWIDTH,
};

/* A table that open_table() has validated. */
struct table {
	const u8 *b;
	size_t len;
	u8 revision;
};

/* A structure with a valid length, and the offset of the next one. */
struct part {
	const u8 *b;
	size_t len, next;
	u32 type;
};

/*
 * Read the structure at part->next. Returns 1; 0 at the end; -EINVAL if the
 * length of the structure is invalid.
 */
static int next_part(const struct table *t, struct part *part)
{
	size_t at = part->next ?: HEADER;

	if (at == t->len)
		return 0;
	if (t->len - at < STRUCT_HEADER)
		return -EINVAL;
	part->b = t->b + at;
	part->type = dk_le(part->b, 2);
	part->len = dk_le(part->b + STRUCT_LENGTH_AT, 4);
	if (part->len < STRUCT_HEADER || part->len > t->len - at)
		return -EINVAL;
	part->next = at + part->len;
	return 1;
}

/* A matrix with a row for each initiator and a column for each target. */
struct locality {
	u32 type;
	u64 nr_initiators, nr_targets, base;
	const u8 *initiators, *targets, *entries;
};

/* Returns false if the structure is too short for its number of entries. */
static bool parse_locality(const struct part *part, struct locality *loc)
{
	const u8 *b = part->b;
	u64 room, lists;

	if (part->len < LOCALITY_LEN)
		return false;
	loc->type = b[DATA_TYPE_AT];
	loc->nr_initiators = dk_le(b + NR_INITIATORS_AT, 4);
	loc->nr_targets = dk_le(b + NR_TARGETS_AT, 4);
	loc->base = dk_le(b + BASE_AT, 8);
	room = part->len - LOCALITY_LEN;
	lists = 4 * (loc->nr_initiators + loc->nr_targets);
	if (lists > room)
		return false;
	/* Both are below 2^30 now: no overflow. */
	if (2 * loc->nr_initiators * loc->nr_targets > room - lists)
		return false;
	loc->initiators = b + LOCALITY_LEN;
	loc->targets = loc->initiators + 4 * loc->nr_initiators;
	loc->entries = loc->targets + 4 * loc->nr_targets;
	return true;
}

static bool is_sound(const struct part *part)
{
	struct locality loc;

	switch (part->type) {
	case ATTRIBUTES:
		return part->len == ATTRIBUTES_LEN;
	case LOCALITY:
		return parse_locality(part, &loc);
	case CACHE:
		return part->len >= CACHE_LEN;
	default:
		return true;
	}
}

/* Validate a table. Data beyond the length in its header is ignored. */
static int open_table(const u8 *b, size_t len, struct table *t)
{
	struct part part = { 0 };
	int rc;

	if (len < HEADER || dk_le(b + LENGTH_AT, 4) > len ||
	    dk_le(b + LENGTH_AT, 4) < HEADER)
		return -EINVAL;
	*t = (struct table){ b, dk_le(b + LENGTH_AT, 4), b[REVISION_AT] };
	if (t->revision != 1 && t->revision != 2)
		return -EOPNOTSUPP;
	while ((rc = next_part(t, &part)) > 0)
		if (!is_sound(&part))
			return -EINVAL;
	return rc;
}

/* Find the next locality structure for memory; skip those for caches. */
static bool next_locality(const struct table *t, struct part *part,
			  struct locality *loc)
{
	while (next_part(t, part) > 0)
		if (part->type == LOCALITY && parse_locality(part, loc) &&
		    (part->b[HIERARCHY_AT] & HIERARCHY_MASK) ==
			    HIERARCHY_MEMORY)
			return true;
	return false;
}

static bool find_domain(const u8 *list, u64 nr, u32 domain, u64 *index)
{
	for (*index = 0; *index < nr; ++*index)
		if (dk_le(list + 4 * *index, 4) == domain)
			return true;
	return false;
}

/*
 * Convert to ns or MB/s; 0 for no value. Revision 1 has tenths of base units,
 * revision 2 has picoseconds. Like the kernel, round up, and drop values that
 * overflow 32 bits.
 */
static u32 normalize(u32 entry, u64 base, u32 type, u8 revision)
{
	u32 value;

	if (!entry || entry == 0xffff || base > ~0U / entry)
		return 0;
	value = entry * (u32)base;
	if (revision == 1)
		return value < 10 ? 0 : value / 10 + !!(value % 10);
	if (type <= WRITE_LATENCY)
		return value / 1000 + !!(value % 1000);
	return value;
}

/* Returns 0 for no value; -1 if the structure lacks either domain. */
static long long value_of(const struct table *t, const struct locality *loc,
			  u32 initiator, u32 target)
{
	u64 row, column;

	if (!find_domain(loc->initiators, loc->nr_initiators, initiator,
			 &row) ||
	    !find_domain(loc->targets, loc->nr_targets, target, &column))
		return -1;
	return normalize(dk_le(loc->entries +
			       2 * (row * loc->nr_targets + column), 2),
			 loc->base, loc->type, t->revision);
}

static void take(struct dk_hmat *p, u32 type, long long value)
{
	if (type == ACCESS_LATENCY || type == READ_LATENCY)
		p->read_latency = value;
	if (type == ACCESS_LATENCY || type == WRITE_LATENCY)
		p->write_latency = value;
	if (type == ACCESS_BANDWIDTH || type == READ_BANDWIDTH)
		p->read_bandwidth = value;
	if (type == ACCESS_BANDWIDTH || type == WRITE_BANDWIDTH)
		p->write_bandwidth = value;
}

/**
 * dk_hmat_take - enter a value of another table with the HMAT's data types
 * @p: receives the value, or -1 if @entry means that it is unknown
 * @type: data type; of an unknown type, no value is entered
 * @entry: the value in units of @base
 * @base: picoseconds, or MB/s
 */
void dk_hmat_take(struct dk_hmat *p, u32 type, u32 entry, u64 base)
{
	long long value = normalize(entry, base, type, 2);

	take(p, type, value ?: -1);
}

static bool says_initiator(const struct table *t, const struct part *part,
			   u32 target)
{
	u32 flags, valid = INITIATOR_VALID;

	if (part->type != ATTRIBUTES)
		return false;
	if (t->revision == 1)
		valid |= MEMORY_VALID;
	flags = dk_le(part->b + ATTRIBUTES_FLAGS_AT, 2);
	return (flags & valid) == valid &&
	       dk_le(part->b + ATTRIBUTES_MEMORY_AT, 4) == target;
}

/* If several structures name an initiator, the last one counts. */
static bool attached_to(const struct table *t, u32 target, u32 *initiator)
{
	struct part part = { 0 };
	bool found = false;

	while (next_part(t, &part) > 0) {
		if (!says_initiator(t, &part, target))
			continue;
		*initiator = dk_le(part.b + ATTRIBUTES_INITIATOR_AT, 4);
		found = true;
	}
	return found;
}

static const struct dk_hmat unknown = { -1, -1, -1, -1 };

/*
 * The last structure of a data type counts. If the table names the initiator of
 * the memory (@attached), the kernel skips structures without the two domains.
 * Otherwise such a structure resets the value to unknown.
 */
static int collect(const struct table *t, bool attached, u32 initiator,
		   u32 target, struct dk_hmat *p)
{
	struct part part = { 0 };
	struct locality loc;
	long long value;

	*p = unknown;
	while (next_locality(t, &part, &loc)) {
		value = value_of(t, &loc, initiator, target);
		if (value >= 0 || !attached)
			take(p, loc.type, value > 0 ? value : -1);
	}
	return memcmp(p, &unknown, sizeof(unknown)) ? 0 : -ENOENT;
}

/**
 * dk_hmat_performance - look up latency and bandwidth of a target
 * @table: an HMAT with its header; may be malformed
 * @len: size of @table in bytes
 * @initiator: proximity domain of the processors
 * @target: proximity domain of the memory
 * @p: receives the values; -1 if unknown
 *
 * Return: 0; -ENOENT if the table has no value for the two domains; -EINVAL if the
 * table is malformed; -EOPNOTSUPP if its revision is unknown.
 */
int dk_hmat_performance(const u8 *table, size_t len, u32 initiator, u32 target,
			struct dk_hmat *p)
{
	struct table t;
	u32 from;
	int rc = open_table(table, len, &t);

	*p = unknown;
	if (rc)
		return rc;
	return collect(&t, attached_to(&t, target, &from), initiator, target,
		       p);
}

/* A known value beats an unknown one; @sign is -1 if smaller is better. */
static int lead(long long a, long long b, int sign)
{
	if (a < 0 || b < 0)
		return (a >= 0) - (b >= 0);
	return sign * ((a > b) - (a < b));
}

/* Compare the same values as the kernel, in the same order. */
static int leads(const struct dk_hmat *a, const struct dk_hmat *b)
{
	return lead(a->write_latency, b->write_latency, -1) ?:
	       lead(a->read_latency, b->read_latency, -1) ?:
	       lead(a->write_bandwidth, b->write_bandwidth, 1) ?:
	       lead(a->read_bandwidth, b->read_bandwidth, 1);
}

struct choice {
	struct dk_hmat perf;
	u32 initiator;
	bool made;
};

static void consider(const struct table *t, u32 target, u32 initiator,
		     struct choice *best)
{
	struct dk_hmat p;
	int ahead;

	if (best->made && best->initiator == initiator)
		return;
	if (collect(t, false, initiator, target, &p))
		return;
	ahead = best->made ? leads(&p, &best->perf) : 1;
	if (ahead > 0 || (!ahead && initiator < best->initiator))
		*best = (struct choice){ p, initiator, true };
}

/* Choose an initiator if the table names none for the memory. */
static int best_initiator(const struct table *t, u32 target,
			  bool (*usable)(u32 domain), u32 *initiator)
{
	struct choice best = { .made = false };
	struct part part = { 0 };
	struct locality loc;
	u32 domain;
	u64 i;

	while (next_locality(t, &part, &loc))
		for (i = 0; i < loc.nr_initiators; i++) {
			domain = dk_le(loc.initiators + 4 * i, 4);
			if (!usable || usable(domain))
				consider(t, target, domain, &best);
		}
	if (!best.made)
		return -ENOENT;
	*initiator = best.initiator;
	return 0;
}

/**
 * dk_hmat_initiator - find the initiator for which the kernel shows a target
 * @table: an HMAT with its header; may be malformed
 * @len: size of @table in bytes
 * @target: proximity domain of the memory
 * @usable: tells whether a domain may be chosen; NULL: all may
 * @initiator: receives the proximity domain of the initiator
 *
 * This is the domain that the memory is attached to. If the table names none that
 * may be chosen, choose the domain with the best performance, or the lowest of
 * several.
 *
 * Return: 0; -ENOENT if there is none; -EINVAL if the table is malformed;
 * -EOPNOTSUPP if its revision is unknown.
 */
int dk_hmat_initiator(const u8 *table, size_t len, u32 target,
		      bool (*usable)(u32 domain), u32 *initiator)
{
	struct table t;
	int rc = open_table(table, len, &t);

	if (rc || (attached_to(&t, target, initiator) &&
		   (!usable || usable(*initiator))))
		return rc;
	return best_initiator(&t, target, usable, initiator);
}
