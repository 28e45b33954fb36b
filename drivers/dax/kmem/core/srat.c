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
#define FLAG_HOTPLUG 2

static u64 get(const u8 *at, int bytes)
{
	u64 value = 0;

	while (bytes--)
		value = value << 8 | at[bytes];
	return value;
}

/* The memory of an entry. Returns false if there is none. */
static bool memory_of(const u8 *entry, struct dk_span *span)
{
	u64 base = get(entry + BASE_AT, 8), size = get(entry + SIZE_AT, 8);

	if (!(get(entry + FLAGS_AT, 4) & FLAG_ENABLED))
		return false;
	/* The last byte of the address space is no memory. */
	if (size > ~0ULL - base)
		return false;
	*span = (struct dk_span){ base, base + size };
	return true;
}

/*
 * The next memory entry at or behind *@at, which moves behind it; *@at is 0 at
 * first. Returns 1, 0 at the end, or -EINVAL if the table is damaged there.
 */
static int next_memory(const u8 *table, size_t len, size_t *at,
		       const u8 **entry, struct dk_span *span)
{
	if (len < HEADER || get(table + LENGTH_AT, 4) > len)
		return -EINVAL;
	len = get(table + LENGTH_AT, 4);
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
 * dk_srat_find - the proximity domain of a range
 * @table: an SRAT, its header included; may be damaged
 * @len: bytes that can be read there
 * @span: the range
 * @domain: receives the domain
 *
 * Return: 0; -ENOENT if no enabled entry has the whole range; -EINVAL if the table is
 * damaged in front of such an entry.
 */
int dk_srat_find(const u8 *table, size_t len, struct dk_span span, u32 *domain)
{
	struct dk_span memory;
	const u8 *entry;
	size_t at = 0;
	int rc;

	while ((rc = next_memory(table, len, &at, &entry, &memory)) > 0) {
		if (dk_span_contains(memory, span)) {
			*domain = get(entry + DOMAIN_AT, 4);
			return 0;
		}
	}
	return rc ?: -ENOENT;
}

/**
 * dk_srat_next - the memory of a proximity domain, entry by entry
 * @table: an SRAT, its header included; may be damaged
 * @len: bytes that can be read there
 * @domain: the domain
 * @at: where to go on; 0 at first, afterwards as it was left
 * @span: receives the memory of the entry
 * @hotplug: receives whether firmware says that it may be added later
 *
 * Return: 1; 0 if there is no more; -EINVAL if the table is damaged there.
 */
int dk_srat_next(const u8 *table, size_t len, u32 domain, size_t *at,
		 struct dk_span *span, bool *hotplug)
{
	const u8 *entry;
	int rc;

	while ((rc = next_memory(table, len, at, &entry, span)) > 0) {
		if (get(entry + DOMAIN_AT, 4) != domain)
			continue;
		*hotplug = get(entry + FLAGS_AT, 4) & FLAG_HOTPLUG;
		return 1;
	}
	return rc;
}
