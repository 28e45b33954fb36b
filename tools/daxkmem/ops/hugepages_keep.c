// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Pools of huge pages around a write that takes memory back. The kernel
 * dissolves free huge pages block by block, and does not make them again when
 * the blocks come back. Huge pages in use move, and the other node's pool grows
 * by them. Here the pools are set to what they were.
 *
 * The pools before are known to this process only: after SIGKILL nobody restores
 * them. The driver's line in the kernel log says how much went.
 */
#include <errno.h>
#include "ops/device.h"
#include "ops/hugepages.h"

/* A pool that is as large as it was, or larger, is left alone. */
static void fill(const struct huge_keep *k, const struct daxkmem_device *d,
		 const struct huge_pool *was)
{
	long long pages = was->pages - was->surplus, have;

	have = huge_set(k->node, was->size, pages);
	if (have >= pages)
		return;
	warn(device_name(d),
	     say("the pool of node %d has %lld of its %lld huge pages of %s; to try again: %s",
		 k->node, have < 0 ? 0 : have, pages, human(was->size),
		 huge_command(k->node, was->size, pages)));
}

/* What came from the node's pool to others is surplus there, until it is free. */
static void shrink_others(const struct huge_keep *k,
			  const struct huge_pools *now, long long size,
			  long long lost)
{
	const struct huge_pool *pool;
	long long more;
	int i;

	for (i = 0; i < now->nr && lost > 0; i++) {
		pool = &now->v[i];
		if (pool->size != size || pool->node == k->node)
			continue;
		more = pool->pages - pool->surplus -
		       huge_persistent(&k->was, pool->node, size);
		if (more > lost)
			more = lost;
		if (more <= 0)
			continue;
		lost -= more;
		huge_set(pool->node, size,
			 pool->pages - pool->surplus - more);
	}
}

static void tell_gone(const struct huge_keep *k,
		      const struct daxkmem_device *d, long long size,
		      long long lost)
{
	warn(device_name(d),
	     say("%lld huge pages of %s went with it; daxkmem attach %s --hugepages %s:%lld brings them back",
		 lost, human(size), device_name(d), human(size),
		 huge_persistent(&k->was, k->node, size)));
}

static void restore(const struct huge_keep *k, const struct daxkmem_device *d,
		    bool gone)
{
	const struct huge_pool *was;
	struct huge_pools now;
	long long lost;
	int i;

	if (huge_pools_read(&now))
		return;
	for (i = 0; i < k->was.nr; i++) {
		was = &k->was.v[i];
		if (was->node != k->node)
			continue;
		lost = was->pages - was->surplus -
		       huge_persistent(&now, k->node, was->size);
		if (lost <= 0)
			continue;
		if (gone) {
			tell_gone(k, d, was->size, lost);
			continue;
		}
		fill(k, d, was);
		shrink_others(k, &now, was->size, lost);
	}
	huge_pools_free(&now);
}

/**
 * huge_before - before memory of a device is taken back
 * @k: is to be given to huge_after(), if this returns 0
 * @left: so many bytes of it are to stay
 * @action: what a complaint says cannot be done
 *
 * Returns 0, or an exit code after a complaint that names what huge pages keep
 * the memory. Pools that cannot be read are left to the kernel.
 */
int huge_before(struct huge_keep *k, const struct daxkmem_device *d,
		long long left, const char *action)
{
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	int rc;

	*k = (struct huge_keep){
		.node = daxkmem_device_number(d, DAXKMEM_NODE),
	};
	if (left < 0 || left >= plugged || huge_pools_read(&k->was))
		return 0;
	rc = huge_check(d, &k->was, left, action);
	if (rc)
		huge_pools_free(&k->was);
	return rc;
}

/**
 * huge_after - after the write, whether it failed or not
 * @gone: all memory of the device went; else the pools get what they had, as
 *	far as the memory that is left allows
 */
void huge_after(struct huge_keep *k, const struct daxkmem_device *d, bool gone)
{
	restore(k, d, gone);
	huge_pools_free(&k->was);
}
