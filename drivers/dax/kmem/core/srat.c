// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * System Resource Affinity Table, ACPI 6.5, 5.2.16. Bytes, not structures: the
 * same code reads the kernel's mapping of the table and a file.
 */
#include "srat.h"

#define HEADER 48	/* table header, and 12 reserved bytes */
#define LENGTH_AT 4	/* length of the whole table, in its header */

/* Memory Affinity Structure, 5.2.16.2 */
#define MEMORY_TYPE 1
#define MEMORY_LEN 40
#define DOMAIN_AT 2
#define BASE_AT 8
#define SIZE_AT 16
#define FLAGS_AT 28
#define FLAG_ENABLED 1

static u64 get(const u8 *at, int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

static bool covers(const u8 *entry, struct dk_span span)
{
	u64 base = get(entry + BASE_AT, 8), size = get(entry + SIZE_AT, 8);

	if (!(get(entry + FLAGS_AT, 4) & FLAG_ENABLED))
		return false;
	/* The last byte of the address space is no memory. */
	if (size > ~0ULL - base)
		return false;
	return dk_span_contains((struct dk_span){ base, base + size }, span);
}

/**
 * dk_srat_find - the proximity domain of a range
 * @table: an SRAT, its header included; may be damaged
 * @len: bytes that can be read there
 * @span: the range
 * @domain: receives the domain
 *
 * Returns 0; -ENOENT if no enabled entry has the whole range; -EINVAL if the
 * table is damaged in front of such an entry.
 */
int dk_srat_find(const u8 *table, size_t len, struct dk_span span, u32 *domain)
{
	size_t at = HEADER;

	if (len < HEADER || get(table + LENGTH_AT, 4) > len)
		return -EINVAL;
	len = get(table + LENGTH_AT, 4);
	if (len < HEADER)
		return -EINVAL;

	while (at < len) {
		size_t size = len - at > 1 ? table[at + 1] : 0;

		if (size < 2 || size > len - at)
			return -EINVAL;
		if (table[at] == MEMORY_TYPE && size >= MEMORY_LEN &&
		    covers(table + at, span)) {
			*domain = get(table + at + DOMAIN_AT, 4);
			return 0;
		}
		at += size;
	}
	return -ENOENT;
}
