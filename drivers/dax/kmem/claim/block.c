// SPDX-License-Identifier: GPL-2.0-only
/*
 * The memory blocks of a device: their addresses, and their states, which are
 * read from the kernel's struct memory_block each time.
 */
#include <linux/error-injection.h>
#include <linux/memory.h>
#include <linux/mm.h>
#include <linux/mmzone.h>
#include "block.h"
#include "compat/page.h"

/* Index of the first block of an extent; nr_blocks past the last extent. */
u32 dax_kmem_first_block(const struct dax_kmem *dk, u32 extent)
{
	u64 before = 0;
	u32 e;

	for (e = 0; e < extent; e++)
		before += dk_span_len(dk->usable.v[e]);
	return div64_u64(before, dk->block_size);
}

/* Index of the extent of dk->usable that contains block @i. */
u32 dax_kmem_extent_of(const struct dax_kmem *dk, u32 i)
{
	u32 e = 0;

	while (i >= dax_kmem_first_block(dk, e + 1))
		e++;
	return e;
}

/* The physical addresses of block @i of the device. */
struct dk_span dax_kmem_block_span(const struct dax_kmem *dk, u32 i)
{
	u64 at = (u64)i * dk->block_size;
	const struct dk_span *s = dk->usable.v;

	for (; at >= dk_span_len(*s); s++)
		at -= dk_span_len(*s);

	return (struct dk_span){ s->start + at, s->start + at + dk->block_size };
}

/* The N of memoryN. */
unsigned long dax_kmem_block_id(const struct dax_kmem *dk, u32 i)
{
	return div64_u64(dax_kmem_block_span(dk, i).start, dk->block_size);
}

/**
 * dax_kmem_block_state - read the current state of a block
 * @dk: the claim
 * @i: index of the block
 * @zone: receives the name of the block's zone, or "-"; may be NULL
 *
 * Return: the state; a block that is being offlined still counts as online.
 */
enum dk_block_state dax_kmem_block_state(struct dax_kmem *dk, u32 i,
					 const char **zone)
{
	enum dk_block_state state = DK_BLOCK_ABSENT;
	const char *name = "-";
	struct memory_block *mem;
	struct zone *z;

	spin_lock(&dk->blocks_lock);
	mem = dk->blocks[i];
	if (mem && mem->state == MEM_OFFLINE) {
		state = DK_BLOCK_OFFLINE;
	} else if (mem) {
		z = READ_ONCE(mem->zone);
		state = z && zone_idx(z) == ZONE_MOVABLE ? DK_BLOCK_MOVABLE :
							   DK_BLOCK_KERNEL;
		if (z)
			name = z->name;
	}
	spin_unlock(&dk->blocks_lock);

	if (zone)
		*zone = name;
	return state;
}

/* Count the blocks by state. */
void dax_kmem_census(struct dax_kmem *dk, struct dk_census *c)
{
	u32 i, kernel_part = READ_ONCE(dk->kernel);

	*c = (struct dk_census){
		.wanted = READ_ONCE(dk->wanted),
		.stuck = READ_ONCE(dk->stuck),
	};
	for (i = 0; i < dk->nr_blocks; i++) {
		enum dk_block_state s = dax_kmem_block_state(dk, i, NULL);

		c->plugged += s != DK_BLOCK_ABSENT;
		c->movable += s == DK_BLOCK_MOVABLE;
		c->kernel += s == DK_BLOCK_KERNEL;
		c->astray += s == (i < kernel_part ? DK_BLOCK_MOVABLE :
						     DK_BLOCK_KERNEL);
	}
}

/* Number of blocks that exist. */
u32 dax_kmem_count_plugged(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return c.plugged;
}

/* The current value of the attribute state. */
enum dk_state dax_kmem_state(struct dax_kmem *dk)
{
	struct dk_census c;

	dax_kmem_census(dk, &c);
	return dk_state_of(&c, READ_ONCE(dk->goal));
}

/**
 * dax_kmem_next_used - find the next page that an offline must migrate
 * @pfn: first page to check; receives the page after the returned one
 * @end: the page after the last one
 * @nr: receives the number of pages, because a compound page is returned whole
 *
 * The caller prevents removal of the memory. Reads the pages without locks, so
 * any order read here is only a hint. Skips free huge pages, reserved pages and
 * pages that the kernel has retired. May sleep.
 *
 * Return: the page; NULL if there is none.
 */
struct page *dax_kmem_next_used(unsigned long *pfn, unsigned long end,
				unsigned long *nr)
{
	while (*pfn < end) {
		struct page *page = pfn_to_page(*pfn);

		cond_resched();
		if (PageBuddy(page)) {
			*pfn += 1UL << min(READ_ONCE(page->private), 20UL);
			continue;
		}
		*nr = 1;
		if (PageHead(page))
			*nr = min(1UL << min(compound_order(page), 20U),
				  end - *pfn);
		*pfn += *nr;
		if (dk_page_in_use(page) && !PageReserved(page) &&
		    !PageOffline(page) && !PageHWPoison(page))
			return page;
	}
	return NULL;
}

/**
 * dax_kmem_block_used - count the pages of a block that an offline must migrate
 * @dk: the claim; caller holds dk->lock and prevents removal of the block
 * @i: index of the block, which is online
 *
 * Return: the number of pages. Pages that are allocated or freed meanwhile may
 * be missing or counted.
 */
u32 dax_kmem_block_used(struct dax_kmem *dk, u32 i)
{
	struct dk_span span = dax_kmem_block_span(dk, i);
	unsigned long pfn = PHYS_PFN(span.start), nr;
	u32 used = 0;

	while (dax_kmem_next_used(&pfn, PHYS_PFN(span.end), &nr))
		used += nr;
	return used;
}

/* Return memory block @i with a reference for the caller; NULL if absent. */
struct memory_block *dax_kmem_block_get(struct dax_kmem *dk, u32 i)
{
	struct memory_block *mem;

	spin_lock(&dk->blocks_lock);
	mem = dk->blocks[i];
	if (mem)
		get_device(&mem->dev);
	spin_unlock(&dk->blocks_lock);
	return mem;
}

static struct memory_block *to_memory_block(struct device *dev)
{
	return container_of(dev, struct memory_block, dev);
}

struct search {
	unsigned long id;
	struct device *found;
};

static int is_block(struct device *dev, void *arg)
{
	struct search *search = arg;

	if (dev->id != search->id)
		return 0;
	search->found = get_device(dev);
	return 1;
}

/*
 * Search the devices after @hint, because the driver core appends new devices.
 * Saves a walk over all devices for each block of a large range.
 */
static struct device *find_behind(struct device *hint, unsigned long id)
{
	struct search search = { .id = id };

	if (hint)
		bus_for_each_dev((struct bus_type *)hint->bus, hint, &search,
				 is_block);
	return search.found;
}

/**
 * dax_kmem_block_find - find a memory block among all devices
 * @dk: a bound claim
 * @id: the N of memoryN, or DK_ANY_ID
 *
 * Return: the device with a reference for the caller, or NULL.
 */
struct device *dax_kmem_block_find(struct dax_kmem *dk, u32 id)
{
	return dk_device_find(dk->dev->kobj.kset, "memory", id);
}

/**
 * dax_kmem_block_attach - look up and store the memory block just added
 * @dk: the claim, bound; caller holds dk->lock
 * @i: index of the block
 *
 * Holds a reference to the memory block until dax_kmem_block_detach().
 *
 * Return: 0, or -ENODEV if the kernel has no such memory block.
 */
int dax_kmem_block_attach(struct dax_kmem *dk, u32 i)
{
	unsigned long id = dax_kmem_block_id(dk, i);
	struct device *hint = NULL, *dev;

	lockdep_assert_held(&dk->lock);
	if (i && dk->blocks[i - 1])
		hint = &dk->blocks[i - 1]->dev;
	else if (i + 1 < dk->nr_blocks && dk->blocks[i + 1])
		hint = &dk->blocks[i + 1]->dev;

	dev = find_behind(hint, id) ?: dax_kmem_block_find(dk, id);
	if (!dev)
		return -ENODEV;

	spin_lock(&dk->blocks_lock);
	dk->blocks[i] = to_memory_block(dev);
	spin_unlock(&dk->blocks_lock);
	return 0;
}

ALLOW_ERROR_INJECTION(dax_kmem_block_attach, ERRNO);

/* The inverse of dax_kmem_block_attach(). Caller holds dk->lock. */
void dax_kmem_block_detach(struct dax_kmem *dk, u32 i)
{
	struct memory_block *mem = dk->blocks[i];

	lockdep_assert_held(&dk->lock);
	spin_lock(&dk->blocks_lock);
	dk->blocks[i] = NULL;
	spin_unlock(&dk->blocks_lock);
	put_device(&mem->dev);
}
