// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Heterogeneous Memory Attribute Table, ACPI 6.5, 5.2.27. Bytes, not
 * structures, since nothing is aligned. As in the kernel (drivers/acpi/numa/
 * hmat.c), a wrong checksum is no reason not to read it.
 */
#include "hmat.h"

#define HEADER 40	/* table header, and 4 reserved bytes */
#define LENGTH_AT 4
#define REVISION_AT 8

/* Each structure: type, 2 bytes; 2 reserved ones; length, 4 bytes. */
#define STRUCT_HEADER 8
#define STRUCT_LENGTH_AT 4

/* Memory Proximity Domain Attributes Structure, 5.2.27.3 */
#define ATTRIBUTES 0
#define ATTRIBUTES_LEN 20
#define ATTRIBUTES_FLAGS_AT 8
#define ATTRIBUTES_INITIATOR_AT 12
#define ATTRIBUTES_MEMORY_AT 16
#define INITIATOR_VALID 1

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

enum data_type {
	ACCESS_LATENCY, READ_LATENCY, WRITE_LATENCY,
	ACCESS_BANDWIDTH, READ_BANDWIDTH, WRITE_BANDWIDTH,
};

/* A structure, its length checked, and where the next one begins. */
struct part {
	const u8 *b;
	size_t len, next;
	u32 type;
};

static u64 get(const u8 *at, int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* The table's own length, which must be there. */
static int check(const u8 *table, size_t *len)
{
	if (*len < HEADER || get(table + LENGTH_AT, 4) > *len)
		return -EINVAL;
	*len = get(table + LENGTH_AT, 4);
	return *len < HEADER ? -EINVAL : 0;
}

/* Returns 1, 0 at the end, or -EINVAL. part->next says where to look. */
static int next_part(const u8 *table, size_t len, struct part *part)
{
	size_t at = part->next;

	if (at == len)
		return 0;
	if (len - at < STRUCT_HEADER)
		return -EINVAL;
	part->b = table + at;
	part->type = get(part->b, 2);
	part->len = get(part->b + STRUCT_LENGTH_AT, 4);
	if (part->len < STRUCT_HEADER || part->len > len - at)
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

static bool parse_locality(const struct part *part, struct locality *loc)
{
	const u8 *b = part->b;
	u64 room;

	if (part->type != LOCALITY || part->len < LOCALITY_LEN ||
	    (b[HIERARCHY_AT] & HIERARCHY_MASK) != HIERARCHY_MEMORY)
		return false;
	loc->type = b[DATA_TYPE_AT];
	loc->nr_initiators = get(b + NR_INITIATORS_AT, 4);
	loc->nr_targets = get(b + NR_TARGETS_AT, 4);
	loc->base = get(b + BASE_AT, 8);
	room = part->len - LOCALITY_LEN;
	/* 32 bits each: neither sum nor product overflows 64 */
	if (4 * (loc->nr_initiators + loc->nr_targets) > room ||
	    2 * loc->nr_initiators * loc->nr_targets >
	    room - 4 * (loc->nr_initiators + loc->nr_targets))
		return false;
	loc->initiators = b + LOCALITY_LEN;
	loc->targets = loc->initiators + 4 * loc->nr_initiators;
	loc->entries = loc->targets + 4 * loc->nr_targets;
	return true;
}

static bool find_domain(const u8 *list, u64 nr, u32 domain, u64 *index)
{
	for (*index = 0; *index < nr; ++*index)
		if (get(list + 4 * *index, 4) == domain)
			return true;
	return false;
}

/*
 * In ns and MB/s; 0 for no value. Revision 1 has tenths of base units, 2 has
 * picoseconds; the kernel rounds up, and drops what does not fit 32 bits.
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

static u32 value_of(const struct locality *loc, u64 row, u64 column,
		    u8 revision)
{
	u64 i = row * loc->nr_targets + column;

	return normalize(get(loc->entries + 2 * i, 2), loc->base, loc->type,
			 revision);
}

static void take(struct hmat_performance *p, u32 type, u32 value)
{
	if (!value)
		return;
	if (type == ACCESS_LATENCY || type == READ_LATENCY)
		p->read_latency = value;
	if (type == ACCESS_LATENCY || type == WRITE_LATENCY)
		p->write_latency = value;
	if (type == ACCESS_BANDWIDTH || type == READ_BANDWIDTH)
		p->read_bandwidth = value;
	if (type == ACCESS_BANDWIDTH || type == WRITE_BANDWIDTH)
		p->write_bandwidth = value;
}

static const struct hmat_performance unknown = { -1, -1, -1, -1 };

/**
 * hmat_performance - how fast a target is for an initiator
 * @table: an HMAT, its header included; may be damaged
 * @len: bytes that can be read there
 * @initiator: proximity domain of the processors
 * @target: proximity domain of the memory
 * @perf: receives what the table says
 *
 * Returns 0; -ENOENT if it says nothing of the two; -EINVAL if the table is
 * damaged.
 */
int hmat_performance(const u8 *table, size_t len, u32 initiator, u32 target,
		     struct hmat_performance *perf)
{
	struct part part = { .next = HEADER };
	struct locality loc;
	u64 row, column;
	u8 revision;
	int rc = check(table, &len);

	*perf = unknown;
	if (rc)
		return rc;
	revision = table[REVISION_AT];
	while ((rc = next_part(table, len, &part)) > 0)
		if (parse_locality(&part, &loc) &&
		    find_domain(loc.initiators, loc.nr_initiators, initiator,
				&row) &&
		    find_domain(loc.targets, loc.nr_targets, target, &column))
			take(perf, loc.type,
			     value_of(&loc, row, column, revision));
	if (rc)
		return rc;
	return memcmp(perf, &unknown, sizeof(unknown)) ? 0 : -ENOENT;
}

static bool attached_to(const struct part *part, u32 target, u32 *initiator)
{
	const u8 *b = part->b;

	if (part->type != ATTRIBUTES || part->len < ATTRIBUTES_LEN ||
	    !(get(b + ATTRIBUTES_FLAGS_AT, 2) & INITIATOR_VALID) ||
	    get(b + ATTRIBUTES_MEMORY_AT, 4) != target)
		return false;
	*initiator = get(b + ATTRIBUTES_INITIATOR_AT, 4);
	return true;
}

static bool better(const struct hmat_performance *a,
		   const struct hmat_performance *b)
{
	if (b->read_latency < 0)
		return true;
	if (a->read_latency != b->read_latency)
		return a->read_latency >= 0 &&
		       a->read_latency < b->read_latency;
	return a->read_bandwidth > b->read_bandwidth;
}

/* The nearest of the initiators of one structure. */
static void look_at(const u8 *table, size_t len, const struct locality *loc,
		    u32 target, struct hmat_performance *best, u32 *initiator,
		    bool *found)
{
	struct hmat_performance p;
	u32 domain;
	u64 i;

	for (i = 0; i < loc->nr_initiators; i++) {
		domain = get(loc->initiators + 4 * i, 4);
		if (hmat_performance(table, len, domain, target, &p))
			continue;
		if (!*found || better(&p, best)) {
			*best = p;
			*initiator = domain;
			*found = true;
		}
	}
}

/* Of a table that says nothing of where the memory is attached. */
static int nearest(const u8 *table, size_t len, u32 target, u32 *initiator)
{
	struct part part = { .next = HEADER };
	struct hmat_performance best = unknown;
	struct locality loc;
	bool found = false;
	int rc = 0;

	while (!found && (rc = next_part(table, len, &part)) > 0)
		if (parse_locality(&part, &loc))
			look_at(table, len, &loc, target, &best, initiator,
				&found);
	return found ? 0 : rc ?: -ENOENT;
}

/**
 * hmat_initiator - the processors that a target's figures are for
 * @table: an HMAT, its header included; may be damaged
 * @len: bytes that can be read there
 * @target: proximity domain of the memory
 * @initiator: receives the proximity domain of the processors
 *
 * The domain that the memory is attached to; where the table does not say,
 * that which reads it soonest. Returns 0; -ENOENT if there is none; -EINVAL if
 * the table is damaged.
 */
int hmat_initiator(const u8 *table, size_t len, u32 target, u32 *initiator)
{
	struct part part = { .next = HEADER };
	int rc = check(table, &len);

	if (rc)
		return rc;
	while ((rc = next_part(table, len, &part)) > 0)
		if (attached_to(&part, target, initiator))
			return 0;
	return rc ?: nearest(table, len, target, initiator);
}
