// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Restore pools of huge pages around a write that offlines memory. The kernel
 * dissolves free huge pages block by block, and does not allocate them again
 * when the blocks are onlined. Huge pages in use are migrated, which grows the
 * pool of the other node. Set the pools to their old sizes here.
 *
 * Only this process knows the old sizes, so SIGKILL prevents the restore. The
 * driver logs how many huge pages were lost.
 */
#include <errno.h>
#include "lib/act/device.h"
#include "lib/act/hugepages.h"

/* Refill a pool that has lost pages. */
static void fill(const struct huge_keep *k, const struct daxkmem_device *d,
		 const struct huge_pool *was)
{
	long long pages = was->pages - was->surplus, have;

	have = huge_set(d->ctx, k->node, was->size, pages);
	if (have >= pages)
		return;
	device_warn(d,
		    say("the pool of node %d has only %lld of %lld huge pages of %s; to retry, run: %s",
			k->node, have < 0 ? 0 : have, pages, human(was->size),
			huge_command(k->node, was->size, pages)));
}

/* Pages migrated to other nodes become surplus there until they are freed. */
static void shrink_others(struct daxkmem_ctx *ctx, const struct huge_keep *k,
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
		huge_set(ctx, pool->node, size,
			 pool->pages - pool->surplus - more);
	}
}

static void tell_gone(const struct huge_keep *k,
		      const struct daxkmem_device *d, long long size,
		      long long lost)
{
	device_warn(d,
		    say("%lld huge pages of %s were removed with the memory; to restore them, run: daxkmem attach %s --hugepages %s:%lld",
			lost, human(size), d->name, human(size),
			huge_persistent(&k->was, k->node, size)));
}

static void restore(const struct huge_keep *k, const struct daxkmem_device *d,
		    bool gone)
{
	const struct huge_pool *was;
	struct huge_pools now;
	long long lost;
	int i;

	if (huge_pools_read(d->ctx, &now))
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
		shrink_others(d->ctx, k, &now, was->size, lost);
	}
	huge_pools_free(&now);
}

/**
 * huge_before - check and record the pools before memory is offlined
 * @k: pass it to huge_after() if this returns 0
 * @left: bytes of the device that stay plugged
 * @action: for error messages
 *
 * Returns 0, or a negative errno with the error set about the huge pages that
 * keep the memory online. Unreadable pools are left to the kernel.
 */
int huge_before(struct huge_keep *k, const struct daxkmem_device *d,
		long long left, const char *action)
{
	long long plugged = daxkmem_device_number(d, DAXKMEM_PLUGGED);
	int rc;

	*k = (struct huge_keep){
		.node = daxkmem_device_number(d, DAXKMEM_NODE),
	};
	if (left < 0 || left >= plugged || huge_pools_read(d->ctx, &k->was))
		return 0;
	rc = huge_check(d, &k->was, left, action);
	if (rc)
		huge_pools_free(&k->was);
	return rc;
}

/**
 * huge_after - restore the pools after the write, failed or not
 * @gone: all memory of the device was unplugged; if false, the pools of its
 *	node are refilled as far as memory allows
 */
void huge_after(struct huge_keep *k, const struct daxkmem_device *d, bool gone)
{
	restore(k, d, gone);
	huge_pools_free(&k->was);
}
