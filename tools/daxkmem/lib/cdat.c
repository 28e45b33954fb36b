// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Coherent Device Attribute Table, specification 1.04. The table comes from the
 * device, so nothing in it is trusted. Like the kernel (drivers/cxl/core/cdat.c),
 * accept any revision, and reject the whole table if one structure is malformed.
 */
#include "bytes.h"
#include "cdat.h"

#define HEADER 16
#define LENGTH_AT 0

/* Each structure: type, 1 byte; 1 reserved one; length, 2 bytes. */
#define STRUCT_HEADER 4
#define STRUCT_LENGTH_AT 2

/* Device Scoped Memory Affinity Structure: a range of device addresses */
#define DSMAS 0
#define DSMAS_LEN 24
#define DSMAS_HANDLE_AT 4
#define DSMAS_BASE_AT 8
#define DSMAS_LENGTH_AT 16

/* Device Scoped Latency and Bandwidth Information Structure: one of its values */
#define DSLBIS 1
#define DSLBIS_LEN 24
#define DSLBIS_HANDLE_AT 4
#define DSLBIS_FLAGS_AT 5
#define DSLBIS_TYPE_AT 6
#define DSLBIS_BASE_AT 8
#define DSLBIS_ENTRY_AT 16	/* of three; the others are for caches */
#define HIERARCHY_MASK 0xf
#define HIERARCHY_MEMORY 0

struct table {
	const u8 *b;
	size_t len;
};

/* A structure with a valid length, and the offset of the next one. */
struct part {
	const u8 *b;
	size_t len, next;
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
	part->len = dk_le(part->b + STRUCT_LENGTH_AT, 2);
	if (part->len < STRUCT_HEADER || part->len > t->len - at)
		return -EINVAL;
	part->next = at + part->len;
	return 1;
}

static bool is_sound(const struct part *part)
{
	switch (part->b[0]) {
	case DSMAS:
		return part->len == DSMAS_LEN;
	case DSLBIS:
		return part->len == DSLBIS_LEN;
	default:
		return true;
	}
}

static bool checksum_right(const struct table *t)
{
	u8 sum = 0;
	size_t i;

	for (i = 0; i < t->len; i++)
		sum += t->b[i];
	return !sum;
}

/* Validate a table. Data beyond the length in its header is ignored. */
static int open_table(const u8 *b, size_t len, struct table *t)
{
	struct part part = { 0 };
	int rc;

	if (len < HEADER || dk_le(b + LENGTH_AT, 4) > len ||
	    dk_le(b + LENGTH_AT, 4) < HEADER)
		return -EINVAL;
	*t = (struct table){ b, dk_le(b + LENGTH_AT, 4) };
	if (!checksum_right(t))
		return -EINVAL;
	while ((rc = next_part(t, &part)) > 0)
		if (!is_sound(&part))
			return -EINVAL;
	return rc;
}

/* Find the next structure of the type. */
static bool next_of(const struct table *t, u8 type, struct part *part)
{
	while (next_part(t, part) > 0)
		if (part->b[0] == type)
			return true;
	return false;
}

static bool covers(const struct part *dsmas, u64 start, u64 size)
{
	u64 base = dk_le(dsmas->b + DSMAS_BASE_AT, 8);
	u64 length = dk_le(dsmas->b + DSMAS_LENGTH_AT, 8);

	return start >= base && size <= length && start - base <= length - size;
}

/*
 * Find the handle of the range that contains all of the addresses. Returns 0;
 * -ENOENT if there is none; -EINVAL if several ranges do, or have this handle.
 */
static int find_handle(const struct table *t, u64 start, u64 size, u8 *handle)
{
	int nr[256] = { 0 }, nr_covering = 0;
	struct part part = { 0 };

	while (next_of(t, DSMAS, &part)) {
		nr[part.b[DSMAS_HANDLE_AT]]++;
		if (!covers(&part, start, size))
			continue;
		*handle = part.b[DSMAS_HANDLE_AT];
		nr_covering++;
	}
	if (!nr_covering)
		return -ENOENT;
	return nr_covering == 1 && nr[*handle] == 1 ? 0 : -EINVAL;
}

static bool is_memory(const struct part *dslbis, u8 handle)
{
	return dslbis->b[DSLBIS_HANDLE_AT] == handle &&
	       (dslbis->b[DSLBIS_FLAGS_AT] & HIERARCHY_MASK) == HIERARCHY_MEMORY;
}

/**
 * cdat_performance - look up latency and bandwidth of device addresses
 * @table: a CDAT with its header; may be malformed
 * @len: size of @table in bytes
 * @start: first device address
 * @size: bytes from there, not 0
 * @p: receives ns and MB/s; -1 if unknown
 *
 * The values are those of the device alone. Its link to the host is not included.
 *
 * Returns 0; -ENOENT if the table has no value for all of the addresses; -EINVAL
 * if the table is malformed.
 */
int cdat_performance(const u8 *table, size_t len, u64 start, u64 size,
		     struct dk_hmat *p)
{
	static const struct dk_hmat unknown = { -1, -1, -1, -1 };
	struct part part = { 0 };
	struct table t;
	u8 handle;
	int rc = open_table(table, len, &t);

	*p = unknown;
	if (!rc)
		rc = find_handle(&t, start, size, &handle);
	if (rc)
		return rc;
	while (next_of(&t, DSLBIS, &part))
		if (is_memory(&part, handle))
			dk_hmat_take(p, part.b[DSLBIS_TYPE_AT],
				     dk_le(part.b + DSLBIS_ENTRY_AT, 2),
				     dk_le(part.b + DSLBIS_BASE_AT, 8));
	return memcmp(p, &unknown, sizeof(unknown)) ? 0 : -ENOENT;
}
