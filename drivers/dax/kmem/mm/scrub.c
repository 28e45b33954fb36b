// SPDX-License-Identifier: GPL-2.0-only
/*
 * Overwriting: what programs left in persistent memory stays there when it is
 * no RAM any more. Zeros go over it through a mapping of our own, piece by
 * piece, and on to the medium. Known bad pages are left alone: they are in no
 * program's reach, and touching them is a machine check.
 */
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/libnvdimm.h>
#include <linux/mm.h>
#include <linux/sizes.h>
#include "bad/bad.h"
#include "mm.h"
#include "nvdimm.h"

/* Small enough to be interrupted soon, large enough to cost nothing extra. */
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
 * Overwrites what the caller has reserved. Waits until the zeros have arrived
 * on the medium, also where a signal has ended it: what counts as done is done.
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
 * Nobody can make RAM of a range that is reserved, or map it for a program.
 * Inside of our own reservation, which is not busy, this one is its child, and
 * inherits that it is System RAM. It has no struct pages, though, and memremap()
 * would look at them (reserve_ram_pages_type() in arch/x86/mm/pat/memtype.c).
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
 * @span: whole pages
 *
 * Return: 0; -EBUSY if another driver has a part of the range; -EINTR if the job in
 * progress is interrupted, which outside of a job nothing does; -ENOMEM if it cannot
 * be mapped; -EIO if it did not arrive on the medium.
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

/* All of the device, before any of it is overwritten. */
static int scrub_reserve_all(struct dax_kmem *dk)
{
	u32 i;

	for (i = 0; i < dk->usable.nr; i++) {
		struct dk_span s = dk->usable.v[i];

		if (!scrub_reserve(dk, s)) {
			dk_err(dk, "cannot scrub %#llx-%#llx: something else has claimed it\n",
			       s.start, s.end - 1);
			scrub_release_all(dk, i);
			return -EBUSY;
		}
	}
	return 0;
}

/**
 * dax_kmem_scrub_all - overwrite all that can be memory of a device
 * @dk: the claim, unplugged; caller is its thread, and holds dk->lock
 *
 * Return: as dax_kmem_scrub_span(); nothing is overwritten if it is -EBUSY.
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
