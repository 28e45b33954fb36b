// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
/*
 * System Resource Affinity Table, ACPI 6.5, 5.2.16. The code reads bytes instead
 * of structures, so that it can read the kernel's mapping of the table and a
 * file.
 */
#include "bytes.h"
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
#define FLAG_HOTPLUG 2

/* Get the memory of an entry. Returns false if the entry has none. */
static bool memory_of(const u8 *entry, struct dk_span *span)
{
	u64 base = dk_le(entry + BASE_AT, 8), size = dk_le(entry + SIZE_AT, 8);

	if (!(dk_le(entry + FLAGS_AT, 4) & FLAG_ENABLED))
		return false;
	/* A range that ends with the address space, or wraps, is not memory. */
	if (size > ~0ULL - base)
		return false;
	*span = (struct dk_span){ base, base + size };
	return true;
}

/*
 * Find the next memory entry at or after *@at, and set *@at to the end of the
 * entry. *@at must be 0 at first. Returns 1; 0 at the end of the table; -EINVAL
 * if the table is damaged.
 */
static int next_memory(const u8 *table, size_t len, size_t *at,
		       const u8 **entry, struct dk_span *span)
{
	if (len < HEADER || dk_le(table + LENGTH_AT, 4) > len)
		return -EINVAL;
	len = dk_le(table + LENGTH_AT, 4);
	if (len < HEADER)
		return -EINVAL;

	if (!*at)
		*at = HEADER;
	while (*at < len) {
		size_t size = len - *at > 1 ? table[*at + 1] : 0;

		if (size < 2 || size > len - *at)
			return -EINVAL;
		*entry = table + *at;
		*at += size;
		if (**entry == MEMORY_TYPE && size >= MEMORY_LEN &&
		    memory_of(*entry, span))
			return 1;
	}
	return 0;
}

/**
 * dk_srat_find - find the proximity domain of a range
 * @table: an SRAT, including its header; may be damaged
 * @len: number of bytes that can be read at @table
 * @span: the range
 * @domain: receives the domain
 *
 * Return: 0; -ENOENT if no enabled entry contains the whole range; -EINVAL if
 * the table is damaged before such an entry.
 */
int dk_srat_find(const u8 *table, size_t len, struct dk_span span, u32 *domain)
{
	struct dk_span memory;
	const u8 *entry;
	size_t at = 0;
	int rc;

	while ((rc = next_memory(table, len, &at, &entry, &memory)) > 0) {
		if (dk_span_contains(memory, span)) {
			*domain = dk_le(entry + DOMAIN_AT, 4);
			return 0;
		}
	}
	return rc ?: -ENOENT;
}

/**
 * dk_srat_memory - find the next memory entry
 * @table: an SRAT, including its header; may be damaged
 * @len: number of bytes that can be read at @table
 * @at: must be 0 at first; the function updates it for the next call
 * @span: receives the memory of the entry
 * @domain: receives its proximity domain
 *
 * Return: 1; 0 if there are no more entries; -EINVAL if the table is damaged.
 */
int dk_srat_memory(const u8 *table, size_t len, size_t *at,
		   struct dk_span *span, u32 *domain)
{
	const u8 *entry;
	int rc = next_memory(table, len, at, &entry, span);

	if (rc > 0)
		*domain = dk_le(entry + DOMAIN_AT, 4);
	return rc;
}

/**
 * dk_srat_next - find the next memory entry of a proximity domain
 * @table: an SRAT, including its header; may be damaged
 * @len: number of bytes that can be read at @table
 * @domain: the domain
 * @at: must be 0 at first; the function updates it for the next call
 * @span: receives the memory of the entry
 * @hotplug: receives whether the entry is flagged as hot-pluggable
 *
 * Return: 1; 0 if there are no more entries; -EINVAL if the table is damaged.
 */
int dk_srat_next(const u8 *table, size_t len, u32 domain, size_t *at,
		 struct dk_span *span, bool *hotplug)
{
	const u8 *entry;
	int rc;

	while ((rc = next_memory(table, len, at, &entry, span)) > 0) {
		if (dk_le(entry + DOMAIN_AT, 4) != domain)
			continue;
		*hotplug = dk_le(entry + FLAGS_AT, 4) & FLAG_HOTPLUG;
		return 1;
	}
	return rc;
}
