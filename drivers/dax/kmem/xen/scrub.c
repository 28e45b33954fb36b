// SPDX-License-Identifier: GPL-2.0-only
/*
 * Overwrite memory before it is donated. Xen clears the pages that a guest frees,
 * but not pages that are new to its heap: the first guest that gets one can read
 * what is on the medium.
 */
#include <linux/io.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include "xen.h"

/* Mapped at a time. No mapping may be left when the memory is donated. */
#define AT_ONCE SZ_16M

static int scrub_part(struct dk_pool *pool, u64 start, u64 len)
{
	void *at = memremap(start, len, MEMREMAP_WB);

	if (!at) {
		pool_err(pool, "%#llx-%#llx cannot be mapped to overwrite it\n",
			 start, start + len - 1);
		return -ENOMEM;
	}
	memset(at, 0, len);
	memunmap(at);
	return 0;
}

static int scrub_piece(struct dk_pool *pool, struct dk_span span)
{
	u64 at, len;
	int rc = 0;

	for (at = span.start; at < span.end && !rc; at += len) {
		len = min_t(u64, AT_ONCE, span.end - at);
		rc = scrub_part(pool, at, len);
		if (!rc && fatal_signal_pending(current))
			rc = -EINTR;
		cond_resched();
	}
	return rc;
}

/**
 * dk_donation_scrub - overwrite the parts of a device that are about to be donated
 * @pool: the pool, planned; caller holds pool->lock
 *
 * Ends on a fatal signal.
 *
 * Return: 0, -EINTR, or -ENOMEM after a line in the log.
 */
int dk_donation_scrub(struct dk_pool *pool)
{
	int rc = 0;
	u32 i;

	lockdep_assert_held(&pool->lock);
	for (i = 0; i < pool->plan.nr && !rc; i++)
		if (pool->plan.v[i].fate == DK_FATE_GIVE)
			rc = scrub_piece(pool, pool->plan.v[i].span);
	return rc;
}
