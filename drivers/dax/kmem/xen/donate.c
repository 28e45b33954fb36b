// SPDX-License-Identifier: GPL-2.0-only
/* Which parts of a device can be donated to Xen, and the donation. */
#include <linux/acpi.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include "core/srat.h"
#include "core/xennodes.h"
#include "bad/bad.h"
#include "xen.h"

/*
 * One donation at a time, with its checks: if one has failed halfway, the next
 * must know. Guards the nodes before and after a donation, too.
 */
static DEFINE_MUTEX(donating);
static struct dk_xen_nodes nodes_before, nodes_after;

/**
 * dk_pool_firmware_pxm - find the proximity domain of a device
 * @ranges: the physical ranges of the device
 *
 * A PV Dom0 has no NUMA, so the dax bus does not know the domain. Use the domain
 * of the first group that lies completely in one entry of firmware's SRAT.
 *
 * Return: the proximity domain or DK_NO_PXM.
 */
int dk_pool_firmware_pxm(const struct dk_spanset *ranges)
{
	struct acpi_table_header *srat;
	u32 i, pxm;
	int found = DK_NO_PXM;

	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &srat)))
		return DK_NO_PXM;
	for (i = 0; i < ranges->nr && found == DK_NO_PXM; i++) {
		struct dk_span s = ranges->v[i];

		s.start = round_up(s.start, DK_DONATION_GROUP);
		s.end = s.start + DK_DONATION_GROUP;
		if (dk_span_contains(ranges->v[i], s) &&
		    !dk_srat_find((u8 *)srat, srat->length, s, &pxm))
			found = pxm;
	}
	acpi_put_table(srat);
	return found;
}

#define XEN_4_22 (4 << 16 | 22)	/* assigns all addresses of the SRAT to nodes */

/*
 * Read the memory entries of a proximity domain, without the parts that this Xen
 * assigns to no node. The caller frees *@entries. Returns the number of entries
 * or an errno.
 */
static int read_entries(struct dk_pool *pool, u32 pxm, struct dk_span **entries)
{
	struct acpi_table_header *srat;
	struct dk_span *v = NULL, s;
	bool hotplug, cold = false;
	size_t at;
	int n = 0;

	*entries = NULL;
	if (ACPI_FAILURE(acpi_get_table(ACPI_SIG_SRAT, 0, &srat)))
		return 0;
	/* No entry is shorter than 40 bytes. */
	v = kvmalloc_array(srat->length / 40 + 1, sizeof(*v), GFP_KERNEL);
	at = 0;
	while (v && dk_srat_next((u8 *)srat, srat->length, pxm, &at, &s,
				 &hotplug) > 0) {
		cold |= !hotplug && dk_spanset_overlaps(&pool->ranges, s);
		if (dk_xen_version() < XEN_4_22)
			s.end = dk_xen_nodes_end((u8 *)srat, srat->length, s,
						 pxm);
		v[n++] = s;
	}
	acpi_put_table(srat);
	if (cold)
		pool_warn(pool, "SRAT does not flag proximity domain %u as hot-pluggable; Xen will report wrong node sizes\n",
			  pxm);
	*entries = v;
	return v ? n : -ENOMEM;
}

/* Read the device's bad pages from the ledger. The caller frees set->v. */
static int read_bad(struct dk_pool *pool, struct dk_spanset *set)
{
	struct dk_span part;
	u32 i;
	int rc;

	*set = (struct dk_spanset){ NULL };
	for (i = 0; i < pool->ranges.nr; i++) {
		struct dk_span within = pool->ranges.v[i];

		while (dax_kmem_bad_first(within, &part)) {
			if (set->nr == set->cap) {
				rc = dk_set_grow(set);
				if (rc)
					return rc;
			}
			dk_spanset_add(set, part);
			within.start = part.end;
		}
	}
	return 0;
}

static int pxm_of(const struct dk_pool *pool)
{
	return pool->pxm == DK_NO_PXM ? pool->fw_pxm : pool->pxm;
}

/**
 * dk_pool_plan - plan which parts of a device are donated
 * @pool: the pool, not donated; caller holds pool->lock
 *
 * Only changes pool->plan. Without a proximity domain nothing can be donated.
 *
 * Return: 0, or -ENOMEM with the last plan unchanged.
 */
int dk_pool_plan(struct dk_pool *pool)
{
	struct dk_spanset bad;
	struct dk_span *entries = NULL;
	int rc, nr = 0, pxm = pxm_of(pool);

	lockdep_assert_held(&pool->lock);
	rc = read_bad(pool, &bad);
	if (!rc && pxm != DK_NO_PXM)
		nr = read_entries(pool, pxm, &entries);
	if (nr < 0)
		rc = nr;
	if (!rc)
		rc = dk_donation_plan(&pool->ranges, &bad, entries, nr,
				      &pool->plan);
	kvfree(entries);
	kvfree(bad.v);
	return rc;
}

/*
 * Find the node whose free memory grew most, by at least one group. Returns
 * DK_NO_XEN_NODE if there is none.
 */
static int node_grown(void)
{
	int node = DK_NO_XEN_NODE;
	u64 most = DK_DONATION_GROUP;
	u32 i;

	for (i = 0; i < nodes_after.nr; i++) {
		u64 old = i < nodes_before.nr ? nodes_before.free[i] : 0;

		if (nodes_after.free[i] > old && nodes_after.free[i] - old >= most) {
			most = nodes_after.free[i] - old;
			node = i;
		}
	}
	return node;
}

/* What to add to the report of a refusal. */
static const char *refusal_hint(int rc, bool marked)
{
	static const char marked_hint[] =
		": it does not accept the range, or the live patch is not applied; see xl dmesg";

	if (rc == -EPERM)
		return ": this domain lacks the privilege";
	if (rc == -EINVAL && marked)
		return marked_hint;
	return "; see xl dmesg";
}

static int donate_piece(struct dk_pool *pool, struct dk_piece *piece, int pxm,
			bool marked)
{
	int rc = dk_xen_hotadd(piece->span, pxm, marked);

	if (!rc)
		return 0;
	piece->fate = DK_FATE_REFUSED;
	pool_err(pool, "Xen refused %#llx-%#llx in proximity domain %d (%d)%s\n",
		 piece->span.start, piece->span.end - 1, pxm, rc,
		 refusal_hint(rc, marked));
	return rc;
}

/*
 * Xen checks a range before it changes anything, and returns -EINVAL. If
 * memory_add() fails later, for want of memory, it does not undo everything, and
 * another attempt with the same range would crash the host.
 */
static bool failed_halfway(int rc)
{
	return rc && rc != -EINVAL && rc != -EPERM;
}

/* Returns the number of donated pieces; if none, the first errno, or 0. */
static int donate_all(struct dk_pool *pool, int pxm, bool marked)
{
	int rc, first = 0, given = 0;
	bool stop = false;
	u32 i;

	for (i = 0; i < pool->plan.nr; i++) {
		if (pool->plan.v[i].fate != DK_FATE_GIVE)
			continue;
		if (stop) {
			pool->plan.v[i].fate = DK_FATE_REFUSED;
			continue;
		}
		rc = donate_piece(pool, &pool->plan.v[i], pxm, marked);
		if (failed_halfway(rc)) {
			dk_guard_damaged();
			stop = true;
		}
		if (!rc)
			given++;
		else if (!first)
			first = rc;
		cond_resched();
	}
	return given ?: first;
}

/*
 * Xen takes its tables for the new memory from that memory, but the page tables
 * that map it from other memory: 4 MiB for 1 TiB if it uses pages of 2 MiB.
 */
#define XEN_NEEDS SZ_16M

static int check_free(struct dk_pool *pool)
{
	u64 free = 0;
	u32 i;

	dk_xen_nodes(&nodes_before);
	for (i = 0; i < nodes_before.nr; i++)
		free += nodes_before.free[i];
	if (!nodes_before.nr || free >= XEN_NEEDS)
		return 0;
	pool_err(pool, "Xen has %llu bytes of free memory and needs %u for page tables; shrink or shut down a guest\n",
		 free, (u32)XEN_NEEDS);
	return -ENOMEM;
}

static void take_stock(struct dk_pool *pool)
{
	u64 given = dk_donation_len(&pool->plan, DK_FATE_GIVE);

	pool_info(pool, "donated %llu of %llu bytes to Xen until the host reboots\n",
		  given, dk_spanset_len(&pool->ranges));
	if (pool->xen_node == DK_NO_XEN_NODE)
		pool_warn(pool, "Xen does not report the node of the donated memory; see xl info -n\n");
}

static int donation_check(struct dk_pool *pool, int pxm)
{
	if (pxm == DK_NO_PXM) {
		pool_err(pool, "firmware's SRAT has no proximity domain for the device; write one to dax_kmem_xen/pxm\n");
		return -ENXIO;
	}
	if (dk_donation_len(&pool->plan, DK_FATE_GIVE))
		return 0;
	pool_err(pool, "none of its %llu bytes can be donated in proximity domain %d; see dax_kmem_xen/withheld\n",
		 dk_spanset_len(&pool->ranges), pxm);
	return -ENOSPC;
}

/* Plan a donation, and check what is known to make it fail. */
static int check(struct dk_pool *pool, enum dk_xen_patch patch)
{
	int rc = dk_pool_plan(pool);

	if (!rc)
		rc = donation_check(pool, pxm_of(pool));
	if (!rc)
		rc = dk_guard_host(pool, patch);
	return rc ?: check_free(pool);
}

/**
 * dk_pool_check - plan a donation, and check what is known to make it fail
 * @pool: the pool, unplugged; caller holds pool->lock
 * @patch: see dk_guard_host()
 *
 * Return: 0; -ENOSPC if no part can be donated; -ENXIO without a proximity
 * domain; -EBUSY, -ENXIO or -EOPNOTSUPP from dk_guard_host(); -ENOMEM.
 */
int dk_pool_check(struct dk_pool *pool, enum dk_xen_patch patch)
{
	int rc;

	mutex_lock(&donating);
	rc = check(pool, patch);
	mutex_unlock(&donating);
	return rc;
}

static int donate(struct dk_pool *pool, enum dk_xen_patch patch)
{
	bool marked = patch == DK_XEN_LIVE_PATCH && dk_xen_panics();
	int rc = donate_all(pool, pxm_of(pool), marked);

	if (rc < 0)
		return rc;
	dk_xen_nodes(&nodes_after);
	pool->xen_node = node_grown();
	take_stock(pool);
	return 0;
}

/**
 * dk_pool_donate - donate the usable parts of a device to Xen's heap
 * @pool: the pool, unplugged; caller holds pool->lock
 * @patch: see dk_guard_host()
 *
 * A donation cannot be undone, and the caller keeps the module loaded. If Xen
 * refuses some parts, the donation consists of the parts that it accepted.
 *
 * Return: 0; the errno of dk_pool_check(); or the hypervisor's errno.
 */
int dk_pool_donate(struct dk_pool *pool, enum dk_xen_patch patch)
{
	int rc;

	mutex_lock(&donating);
	rc = check(pool, patch) ?: donate(pool, patch);
	mutex_unlock(&donating);
	return rc;
}
