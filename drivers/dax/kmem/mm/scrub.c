// SPDX-License-Identifier: GPL-2.0-only
/*
 * Overwrite memory that is not plugged. Persistent memory keeps the data of
 * programs after it has been unplugged. Write zeros through a mapping of our
 * own, piece by piece, and flush them to the medium. Skip known bad pages:
 * programs cannot use them, and accessing them raises a machine check.
 */
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/libnvdimm.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include "bad/bad.h"
#include "mm.h"
#include "kernel/nvdimm.h"

/* Small enough to react to signals, large enough to hide the mapping's cost. */
#define PIECE SZ_4M

static int scrub_zero(struct dk_span s)
{
	size_t len = dk_span_len(s);
	void *at = memremap(s.start, len, MEMREMAP_WB);

	if (!at)
		return -ENOMEM;
	memset(at, 0, len);
	arch_wb_cache_pmem(at, len);
	memunmap(at);
	return 0;
}

static int scrub_zero_good(struct dk_span s)
{
	struct dk_span bad;
	int rc = 0;

	while (!rc && dax_kmem_bad_first(s, &bad)) {
		if (bad.start > s.start)
			rc = scrub_zero((struct dk_span){ s.start, bad.start });
		s.start = bad.end;
	}
	if (!rc && !dk_span_empty(s))
		rc = scrub_zero(s);
	return rc;
}

/*
 * Overwrite a range that the caller has reserved. Flush to the medium even
 * after a signal, so that all bytes counted in dk->scrubbed have arrived there.
 */
static int scrub_reserved(struct dax_kmem *dk, struct dk_span span)
{
	int flushed, rc = 0;

	while (!rc && !dk_span_empty(span)) {
		struct dk_span piece = { span.start,
					 min_t(u64, span.start + PIECE,
					       span.end) };

		rc = dk->job && dk_job_interrupted(dk->job) ? -EINTR :
							      scrub_zero_good(piece);
		if (!rc)
			atomic64_add(dk_span_len(piece), &dk->scrubbed);
		span.start = piece.end;
		cond_resched();
	}
	flushed = dk_nvdimm_flush(dk->dev);
	return rc ?: flushed;
}

/*
 * Reserve the range, so that no one can add it as RAM or map it to a program.
 * Inside our own reservation, which is not busy, the new one is a child and
 * inherits the flag System RAM. Clear it: memremap() would read struct pages of
 * System RAM (reserve_ram_pages_type() in arch/x86/mm/pat/memtype.c), and this
 * range has none.
 */
static bool scrub_reserve(struct dax_kmem *dk, struct dk_span s)
{
	struct resource *res = request_mem_region(s.start, dk_span_len(s),
						  dk->name);

	if (!res)
		return false;
	res->flags &= ~(unsigned long)IORESOURCE_SYSRAM;
	return true;
}

static void scrub_release(struct dk_span s)
{
	release_mem_region(s.start, dk_span_len(s));
}

/**
 * dax_kmem_scrub_span - overwrite memory that is not plugged
 * @dk: the claim, bound; caller holds dk->lock
 * @span: physical addresses, whole pages
 *
 * Return: 0; -EBUSY if another driver owns a part of the range; -EINTR if the
 * job in progress is interrupted (never outside of a job); -ENOMEM if the
 * memory cannot be mapped; -EIO if the flush fails.
 */
int dax_kmem_scrub_span(struct dax_kmem *dk, struct dk_span span)
{
	int rc;

	if (!scrub_reserve(dk, span))
		return -EBUSY;
	rc = scrub_reserved(dk, span);
	scrub_release(span);
	return rc;
}

static void scrub_release_all(struct dax_kmem *dk, u32 nr)
{
	while (nr--)
		scrub_release(dk->usable.v[nr]);
}

/* Reserve the whole device before any part of it is overwritten. */
static int scrub_reserve_all(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++) {
		struct dk_span s = dk->usable.v[i];

		if (!scrub_reserve(dk, s)) {
			dk_err(dk, "cannot scrub %#llx-%#llx: something else has claimed it, see /proc/iomem\n",
			       s.start, s.end - 1);
			scrub_release_all(dk, i);
			return -EBUSY;
		}
	}
	return 0;
}

/**
 * dax_kmem_scrub_all - overwrite the usable ranges of a device
 * @dk: the claim, unplugged; caller is the device's thread and holds dk->lock
 *
 * Return: see dax_kmem_scrub_span(); after -EBUSY nothing has been overwritten.
 */
int dax_kmem_scrub_all(struct dax_kmem *dk)
{
	int rc = scrub_reserve_all(dk);
	u32 i;

	if (rc)
		return rc;
	atomic64_set(&dk->scrubbed, 0);
	atomic64_set(&dk->to_scrub, dk_spanset_len(&dk->usable));
	dk_job_minds(dk->job, DK_MINDS_SIGNALS);
	for (i = 0; i < dk->usable.nr && !rc; i++)
		rc = scrub_reserved(dk, dk->usable.v[i]);
	scrub_release_all(dk, dk->usable.nr);
	return rc;
}
