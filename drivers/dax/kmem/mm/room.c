// SPDX-License-Identifier: GPL-2.0-only
/*
 * Check that other nodes have room for the contents of blocks that are
 * offlined, and that the kernel has room for the memmap of blocks that are
 * added.
 *
 * offline_pages() does not check. It migrates pages to other nodes until those
 * have no memory left, and the next allocation triggers the OOM killer.
 *
 * The sum is the kernel's own estimate of available memory (si_mem_available()
 * in mm/page_alloc.c), limited to the nodes and zones to which offline_pages()
 * migrates pages: all nodes with memory except the block's own
 * (do_migrate_range() in mm/memory_hotplug.c), or that node if it is the only
 * one.
 */
#include <linux/mm.h>
#include <linux/mmzone.h>
#include <linux/nodemask.h>
#include <linux/sizes.h>
#include <linux/swap.h>
#include <linux/vmstat.h>
#include "claim/block.h"
#include "core/room.h"
#include "claim/failure.h"
#include "mm.h"

/* Margin that must stay available, because programs allocate meanwhile. */
#define MARGIN_PART 64
#define LEAST_MARGIN PHYS_PFN(SZ_16M)
#define MOST_MARGIN PHYS_PFN(SZ_1G)

/**
 * struct room - number of pages that other nodes can take
 * @free: free pages above the high watermarks
 * @cache: page cache that reclaim can drop
 * @slab: slab pages that reclaim can free
 * @swap: anonymous pages that fit into free swap space
 * @margin: pages of this sum that must stay available
 * @own: no other node has memory, so pages move within the blocks' own node
 */
struct room {
	unsigned long free;
	unsigned long cache;
	unsigned long slab;
	unsigned long swap;
	unsigned long margin;
	bool own;
};

static unsigned long node_stat(pg_data_t *pgdat, enum node_stat_item item)
{
	long nr = atomic_long_read(&pgdat->vm_stat[item]);

	return max(nr, 0L);
}

static void room_add_node(struct room *r, pg_data_t *pgdat, unsigned long *managed,
			  unsigned long *anon)
{
	unsigned long low = 0, cache, slab;
	int i;

	for (i = 0; i <= ZONE_MOVABLE; i++) {
		struct zone *z = &pgdat->node_zones[i];

		if (!populated_zone(z))
			continue;
		r->free += dk_room_above(zone_page_state(z, NR_FREE_PAGES),
				 high_wmark_pages(z) +
				 z->lowmem_reserve[ZONE_MOVABLE]);
		low += low_wmark_pages(z);
		*managed += zone_managed_pages(z);
	}
	cache = node_stat(pgdat, NR_ACTIVE_FILE) +
		node_stat(pgdat, NR_INACTIVE_FILE);
	slab = node_stat(pgdat, NR_SLAB_RECLAIMABLE_B);
	r->cache += dk_room_reclaimable(cache, low);
	r->slab += dk_room_reclaimable(slab, low);
	*anon += node_stat(pgdat, NR_ACTIVE_ANON) +
		 node_stat(pgdat, NR_INACTIVE_ANON);
}

static void add_kernel_zone(struct dk_kernel_room *r, struct zone *z)
{
	struct dk_zone_room room = {
		.free = zone_page_state(z, NR_FREE_PAGES),
		.high = high_wmark_pages(z),
		.low = low_wmark_pages(z),
		.reserve = z->lowmem_reserve[ZONE_NORMAL],
		.file = zone_page_state(z, NR_ZONE_ACTIVE_FILE) +
			zone_page_state(z, NR_ZONE_INACTIVE_FILE),
	};

	if (populated_zone(z))
		dk_room_add_zone(r, &room);
}

/* Bytes on all nodes that the kernel can allocate for itself. */
static u64 room_for_kernel(void)
{
	struct dk_kernel_room r = { };
	int node, i;

	for_each_node_state(node, N_MEMORY) {
		pg_data_t *pgdat = NODE_DATA(node);

		for (i = 0; i <= ZONE_NORMAL; i++)
			add_kernel_zone(&r, &pgdat->node_zones[i]);
		r.slab += node_stat(pgdat, NR_SLAB_RECLAIMABLE_B);
	}
	return PFN_PHYS(dk_room_available(&r));
}

static struct room look_for_room(int node)
{
	unsigned long managed = 0, anon = 0;
	struct room r = { };
	int n;

	for_each_node_state(n, N_MEMORY)
		if (n != node)
			room_add_node(&r, NODE_DATA(n), &managed, &anon);
	r.own = !managed;
	if (r.own)
		room_add_node(&r, NODE_DATA(node), &managed, &anon);
	r.swap = min_t(unsigned long, max(get_nr_swap_pages(), 0L), anon);
	r.margin = clamp(managed / MARGIN_PART, LEAST_MARGIN, MOST_MARGIN);
	return r;
}

static unsigned long room_of(const struct room *r)
{
	return dk_room_above(r->free + r->cache + r->slab + r->swap, r->margin);
}

/* On the blocks' own node, free pages in the blocks themselves are no room. */
static bool room_fits(const struct room *r, unsigned long need, u64 bytes)
{
	return (r->own ? PHYS_PFN(bytes) : need) <= room_of(r);
}

static unsigned long mib(unsigned long pages)
{
	return pages >> (20 - PAGE_SHIFT);
}

/* Round up, so that a refusal never reads as if the contents fit. */
static unsigned long mib_up(unsigned long pages)
{
	return mib(pages + PHYS_PFN(SZ_1M) - 1);
}

static int room_refuse(struct dax_kmem *dk, unsigned long need, const struct room *r)
{
	dk_err(dk, "its blocks use %lu MiB, but other nodes have room for %lu MiB (free %lu, cache %lu, slab %lu, swap %lu, margin -%lu); free memory\n",
	       mib_up(need), mib(room_of(r)), mib(r->free), mib(r->cache),
	       mib(r->slab), mib(r->swap), mib(r->margin));
	dax_kmem_failure_room(dk, PFN_PHYS((u64)need), PFN_PHYS((u64)room_of(r)));
	return -ENOMEM;
}

static bool block_is_online(struct dax_kmem *dk, u32 i)
{
	return dax_kmem_block_state(dk, i, NULL) >= DK_BLOCK_KERNEL;
}

/**
 * dax_kmem_room_for_plan - check the room for all blocks that a plan offlines
 * @dk: the claim; caller holds dk->lock
 * @plan: the plan
 *
 * Return: 0; -ENOMEM, after a line in the log.
 */
int dax_kmem_room_for_plan(struct dax_kmem *dk, const struct dk_plan *plan)
{
	unsigned long need = 0;
	u32 i, units = 0, nr = 0;
	struct room room;

	if (!READ_ONCE(dk->check_room))
		return 0;
	for (i = 0; i < plan->nr; i++) {
		struct dk_step step = plan->v[i];

		if (step.op == DK_OFFLINE_BLOCK && block_is_online(dk, step.block)) {
			need += dax_kmem_block_used(dk, step.block);
			nr++;
		}
		units += step.last;
		if (plan->units && units == plan->units)
			break;
	}
	room = look_for_room(dk->node);
	return need && !room_fits(&room, need, nr * dk->block_size) ?
	       room_refuse(dk, need, &room) : 0;
}

/**
 * dax_kmem_room_for_block - check the room for one block before its offline
 * @dk: the claim; caller holds dk->lock
 * @i: index of the block
 * @need: receives the number of pages in use in the block
 *
 * Return: 0; -ENOMEM, after a line in the log.
 */
int dax_kmem_room_for_block(struct dax_kmem *dk, u32 i, u32 *need)
{
	struct room room;

	*need = block_is_online(dk, i) ? dax_kmem_block_used(dk, i) : 0;
	if (!READ_ONCE(dk->check_room) || !*need)
		return 0;
	room = look_for_room(dk->node);
	return room_fits(&room, *need, dk->block_size) ? 0 : room_refuse(dk, *need, &room);
}

/**
 * dax_kmem_room_is_gone - check the room while an offline is in progress
 * @dk: the claim; callable from a timer
 *
 * Return: true if at most half of the margin is left, because programs have
 * allocated the rest.
 */
bool dax_kmem_room_is_gone(struct dax_kmem *dk)
{
	struct room room = look_for_room(dk->node);

	room.margin /= 2;
	return !room_of(&room);
}

/**
 * dax_kmem_room_for_memmap - check the room for the memmap of added blocks
 * @dk: the claim; caller holds dk->lock
 * @plan: the plan
 *
 * The driver could undo a plan that runs out of memory, but the kernel would
 * log a warning (add_pages() in arch/x86/mm/init_64.c).
 *
 * Return: 0, or -ENOMEM after a line in the log.
 */
int dax_kmem_room_for_memmap(struct dax_kmem *dk, const struct dk_plan *plan)
{
	u64 need, have = room_for_kernel();
	u32 i, blocks = 0, adds = 0;

	for (i = 0; i < plan->nr; i++) {
		if (plan->v[i].op != DK_ADD)
			continue;
		if (plan->units && adds++ == plan->units)
			break;
		blocks += !dax_kmem_memmap_in_block(dk, plan->v[i].block);
	}
	need = blocks * dax_kmem_memmap_bytes(dk);
	if (need <= have)
		return 0;
	dk_err(dk, "its memmap takes %llu bytes, but %llu are available to the kernel; free memory, or see memmap_obstacle\n",
	       need, have);
	return -ENOMEM;
}
