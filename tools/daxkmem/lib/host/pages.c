// SPDX-License-Identifier: LGPL-2.1-or-later
/* Count pages by their use, from /proc/kpageflags and /proc/kpagecgroup. */
#include <errno.h>
#include <fcntl.h>
#include <linux/kernel-page-flags.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/host/pages.h"

/*
 * These flags are not in the UAPI header and may change. They are the same in
 * Linux 2.6.32 to 6.12.
 */
#define KPF_RESERVED 32
#define KPF_MLOCKED 33
#define KPF_OWNER_PRIVATE 37

#define BIT(n) (1ULL << (n))
#define PIECE 512	/* pages per read: 2M of memory */

static const struct {
	const char *name;
	enum daxkmem_moves moves;
} kinds[] = {
	[PAGE_FREE] = { "free", DAXKMEM_ASIDE },
	[PAGE_ANON] = { "anonymous", DAXKMEM_MOVES },
	[PAGE_THP] = { "transparent huge", DAXKMEM_MOVES },
	[PAGE_CACHE] = { "page cache", DAXKMEM_MOVES },
	[PAGE_MLOCKED] = { "mlocked", DAXKMEM_MOVES },
	[PAGE_HUGETLB] = { "hugetlb", DAXKMEM_MOVES },
	[PAGE_SLAB] = { "slab", DAXKMEM_STAYS },
	[PAGE_TABLES] = { "page tables", DAXKMEM_STAYS },
	[PAGE_ZERO] = { "zero page", DAXKMEM_STAYS },
	[PAGE_RESERVED] = { "reserved", DAXKMEM_STAYS },
	[PAGE_DRIVER] = { "driver", DAXKMEM_PERHAPS },
	[PAGE_UNKNOWN] = { "unknown", DAXKMEM_PERHAPS },
	[PAGE_MEMMAP] = { "memory map", DAXKMEM_ASIDE },
	[PAGE_BAD] = { "bad", DAXKMEM_ASIDE },
	[PAGE_HOLE] = { "offline", DAXKMEM_ASIDE },
};

const char *page_kind_name(enum page_kind kind)
{
	return kinds[kind].name;
}

/*
 * Returns whether offlining moves a page. ZONE_MOVABLE has no kernel pages: a
 * page without flags is free, on a per-CPU list, or movable.
 */
enum daxkmem_moves page_kind_moves(enum page_kind kind, const char *zone)
{
	if (kind == PAGE_UNKNOWN && !strcmp(zone, "Movable"))
		return DAXKMEM_MOVES;
	return kinds[kind].moves;
}

bool page_kind_used(enum page_kind kind)
{
	return kind != PAGE_FREE && kind != PAGE_BAD && kind != PAGE_HOLE;
}

/* Returns the kind of a page without kernel flags. */
static enum page_kind user_kind(uint64_t f)
{
	if (f & (BIT(KPF_MLOCKED) | BIT(KPF_UNEVICTABLE)))
		return PAGE_MLOCKED;
	if (f & BIT(KPF_ANON))
		return f & BIT(KPF_THP) ? PAGE_THP : PAGE_ANON;
	/* Check more than KPF_LRU: a new page may not be on a list yet. */
	if (f & (BIT(KPF_LRU) | BIT(KPF_THP) | BIT(KPF_UPTODATE) |
		 BIT(KPF_DIRTY) | BIT(KPF_WRITEBACK) | BIT(KPF_SWAPBACKED)))
		return PAGE_CACHE;
	return PAGE_UNKNOWN;
}

static enum page_kind kind_of(uint64_t f)
{
	static const struct {
		int bit;
		enum page_kind kind;
	} by_flag[] = {
		{ KPF_NOPAGE, PAGE_HOLE },
		{ KPF_HWPOISON, PAGE_BAD },
		{ KPF_BUDDY, PAGE_FREE },
		{ KPF_OFFLINE, PAGE_DRIVER },
		{ KPF_RESERVED, PAGE_RESERVED },
		{ KPF_SLAB, PAGE_SLAB },
		{ KPF_PGTABLE, PAGE_TABLES },
		{ KPF_ZERO_PAGE, PAGE_ZERO },
		{ KPF_HUGE, PAGE_HUGETLB },
	};
	size_t i;

	/*
	 * The memmap in its own block: up to Linux 6.10 it is reserved too.
	 * Other pages with this flag have more flags.
	 */
	if ((f & ~BIT(KPF_RESERVED)) == BIT(KPF_OWNER_PRIVATE))
		return PAGE_MEMMAP;
	for (i = 0; i < ARRAY_SIZE(by_flag); i++)
		if (f & BIT(by_flag[i].bit))
			return by_flag[i].kind;
	return user_kind(f);
}

static int open_file(struct daxkmem_ctx *ctx, const char *name)
{
	char path[PATH_MAX];
	int fd, rc = root_path(ctx, path, "/proc/%s", name);

	if (rc)
		return rc;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

/* Returns 0, or a negative errno. Only root may open the files. */
int page_files_open(struct daxkmem_ctx *ctx, struct page_files *f)
{
	f->page_size = sysconf(_SC_PAGESIZE);
	f->flags = open_file(ctx, "kpageflags");
	if (f->flags < 0)
		return f->flags;
	f->cgroup = open_file(ctx, "kpagecgroup");
	if (f->cgroup < 0)
		f->cgroup = -1;
	return 0;
}

void page_files_close(struct page_files *f)
{
	close(f->flags);
	if (f->cgroup >= 0)
		close(f->cgroup);
}

/* Fill words after the end of the file with @rest. Returns 0 or an errno. */
static int read_words(int fd, unsigned long long pfn, uint64_t *v, int nr,
		      uint64_t rest)
{
	ssize_t n;
	int have = 0;

	while (have < nr) {
		n = pread(fd, v + have, (nr - have) * sizeof(*v),
			  (pfn + have) * sizeof(*v));
		if (n < 0 && errno != EINTR)
			return -errno;
		if (n >= 0 && n < (ssize_t)sizeof(*v))
			break;
		have += n > 0 ? n / sizeof(*v) : 0;
	}
	while (have < nr)
		v[have++] = rest;
	return 0;
}

/* Binary search: w->bad is sorted by address. */
static bool known_bad(const struct page_walk *w, unsigned long long addr)
{
	int low = 0, high = w->nr_bad, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (w->bad[mid].end <= addr)
			low = mid + 1;
		else
			high = mid;
	}
	return low < w->nr_bad && w->bad[low].start <= addr;
}

/* The head of a compound page, for its tail pages. */
struct head {
	bool known;
	enum page_kind kind;
	uint64_t cgroup;
};

static void count(const struct page_walk *w, unsigned long long pfn,
		  uint64_t flags, uint64_t cgroup, struct head *head,
		  struct page_census *c)
{
	long page = w->files->page_size;
	enum page_kind kind = kind_of(flags);

	if (known_bad(w, pfn * page))
		kind = PAGE_BAD;
	if (!(flags & BIT(KPF_COMPOUND_TAIL))) {
		*head = (struct head){ true, kind, cgroup };
	} else if (head->known) {
		if (kind != PAGE_BAD)
			kind = head->kind;
		cgroup = cgroup ?: head->cgroup;
	}
	c->bytes[kind] += page;
	if (w->seen && page_kind_used(kind))
		w->seen(w->arg, cgroup, page);
}

static int count_piece(const struct page_walk *w, unsigned long long pfn,
		       int nr, struct head *head, struct page_census *c)
{
	uint64_t flags[PIECE], cgroups[PIECE] = { 0 };
	int i, rc = read_words(w->files->flags, pfn, flags, nr,
			       BIT(KPF_NOPAGE));

	if (!rc && w->seen && w->files->cgroup >= 0)
		rc = read_words(w->files->cgroup, pfn, cgroups, nr, 0);
	if (rc)
		return rc;
	for (i = 0; i < nr; i++)
		count(w, pfn + i, flags[i], cgroups[i], head, c);
	return 0;
}

/**
 * page_census - count the pages of a physical range by their use
 * @start: first address of the range
 * @size: size of the range in bytes
 * @c: the counts are added to it
 *
 * Scales the counts up if w->one_of skips pieces. Returns 0, or an errno.
 */
int page_census(const struct page_walk *w, unsigned long long start,
		long long size, struct page_census *c)
{
	long page = w->files->page_size;
	unsigned long long pfn = start / page, end = (start + size) / page;
	struct page_census found = { 0 };
	struct head head = { false };
	long long looked_at = 0;
	int i, nr, rc = 0;

	for (; !rc && pfn < end; pfn += (unsigned long long)PIECE * w->one_of) {
		nr = end - pfn < PIECE ? end - pfn : PIECE;
		if (w->one_of > 1)
			head.known = false;
		rc = count_piece(w, pfn, nr, &head, &found);
		looked_at += nr * page;
	}
	for (i = 0; i < NR_PAGE_KINDS && looked_at; i++)
		c->bytes[i] += found.bytes[i] * size / looked_at;
	return rc;
}

/* Bytes in use. */
long long page_census_used(const struct page_census *c)
{
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		bytes += page_kind_used(k) ? c->bytes[k] : 0;
	return bytes;
}

int daxkmem_blocks_used(struct daxkmem_ctx *ctx,
			const struct daxkmem_device *device,
			const struct daxkmem_block *blocks, int nr,
			unsigned int one_of, long long *used)
{
	unsigned long long size = daxkmem_block_size(ctx);
	struct daxkmem_range *bad = NULL;
	struct page_files files;
	struct page_walk walk = { .files = &files, .one_of = one_of };
	int i, rc = page_files_open(ctx, &files);

	if (rc)
		return rc;
	/* if the list cannot be read, no page is known to be bad */
	walk.nr_bad = device ? daxkmem_device_bad(device, &bad) : 0;
	walk.bad = bad;
	for (i = 0; !rc && i < nr; i++) {
		struct page_census c = { 0 };

		if (blocks[i].online)
			rc = page_census(&walk, blocks[i].id * size, size, &c);
		used[i] = page_census_used(&c);
	}
	free(bad);
	page_files_close(&files);
	return rc;
}
