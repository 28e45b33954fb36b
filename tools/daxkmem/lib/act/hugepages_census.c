// SPDX-License-Identifier: LGPL-2.1-or-later
/* Count the huge pages in the memory blocks of a device. */
#include <errno.h>
#include <linux/kernel-page-flags.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#include "lib/host/pages.h"
#include "lib/host/blockset.h"
#include "lib/act/hugepages.h"

#define BIT(n) (1ULL << (n))

/* Returns 0 for holes, and beyond the end of the file. */
static uint64_t flags_at(const struct page_files *f, unsigned long long addr)
{
	uint64_t flags;

	if (pread(f->flags, &flags, sizeof(flags),
		  addr / f->page_size * sizeof(flags)) != sizeof(flags))
		return 0;
	return flags;
}

static bool is_part(uint64_t flags, int part)
{
	return flags & BIT(KPF_HUGE) && flags & BIT(part);
}

/* True if a huge page of exactly this size starts at the address. */
static bool is_huge(const struct page_files *f, unsigned long long addr,
		    long long size)
{
	return is_part(flags_at(f, addr), KPF_COMPOUND_HEAD) &&
	       is_part(flags_at(f, addr + size - f->page_size),
		       KPF_COMPOUND_TAIL) &&
	       !is_part(flags_at(f, addr + size), KPF_COMPOUND_TAIL);
}

/* A huge page that spans several blocks counts in each. */
static long long count(const struct page_files *f, unsigned long long start,
		       long long length, long long size)
{
	unsigned long long at;
	long long pages = 0;

	for (at = start - start % size; at < start + length; at += size)
		pages += is_huge(f, at, size);
	return pages;
}

static int by_number(const void *a, const void *b)
{
	long long x = *(const long long *)a, y = *(const long long *)b;

	return x < y ? -1 : x > y;
}

static int count_blocks(const struct blockset *s, long long size, int going,
			long long *pages)
{
	struct page_files files;
	long long *v = calloc(s->nr + 1, sizeof(*v));
	int i, nr = 0, rc = v ? page_files_open(s->ctx, &files) : -ENOMEM;

	if (rc) {
		free(v);
		return rc;
	}
	for (i = 0; i < s->nr; i++)
		if (s->blocks[i].online)
			v[nr++] = count(&files, s->blocks[i].id *
					(unsigned long long)s->block_size,
					s->block_size, size);
	page_files_close(&files);
	qsort(v, nr, sizeof(*v), by_number);
	for (*pages = 0, i = 0; i < nr && (going < 0 || i < going); i++)
		*pages += v[i];
	free(v);
	return 0;
}

/**
 * huge_census - count the huge pages in a device's memory
 * @size: size of a huge page in bytes
 * @going: number of blocks to unplug; negative: all
 * @pages: receives a lower bound: the pages in the @going blocks that have the
 *	fewest
 *
 * Returns 0, or a negative errno: -EACCES without root.
 */
int huge_census(const struct daxkmem_device *d, long long size, int going,
		long long *pages)
{
	struct blockset s;
	int rc = blockset_of_device(&s, d);

	if (rc)
		return rc;
	rc = count_blocks(&s, size, going, pages);
	blockset_free(&s);
	return rc;
}
