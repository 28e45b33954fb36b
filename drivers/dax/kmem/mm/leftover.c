// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that another driver added in our ranges and left when it went: the
 * kernel's own kmem leaves what was online at its unbind. It is taken over if
 * it is just what that driver makes of such a device, and refused otherwise.
 *
 * Who frees what (dev_dax_kmem_remove() in drivers/dax/kmem.c, the same in 6.1
 * and 6.12): kmem removes memory, and frees the reservation and its name, in
 * remove() and nowhere else. Where remove() could not remove the memory, nobody
 * comes back for any of the three: they stay until the machine reboots, also
 * when kmem is unloaded. So they are ours to take once remove() has returned,
 * and not before. Since our own device is bound to us, what remains to be asked
 * is whether another device of the same memory is bound.
 */
#include <linux/ioport.h>
#include <linux/memory.h>
#include "block.h"
#include "daxdev.h"
#include "mm.h"

/* What add_memory_driver_managed() marks its resources with. */
#define ADDED_BY_DRIVER \
	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY | IORESOURCE_SYSRAM_DRIVER_MANAGED)

/* What kmem calls its memory; other drivers may come back for theirs. */
#define KMEM_NAME "System RAM (kmem)"

/**
 * struct found - memory inside one extent
 * @parent: the reservation that all of it lies in; NULL if not in one
 * @bytes: how much it is
 * @pieces: in how many resources
 */
struct found {
	struct resource *parent;
	u64 bytes;
	u32 pieces;
};

/* Gets a copy, but its parent is the real one. */
static int leftover_look(struct resource *res, void *arg)
{
	struct found *found = arg;

	if (!found->pieces++)
		found->parent = res->parent;
	else if (found->parent != res->parent)
		found->parent = NULL;
	found->bytes += resource_size(res);
	return 0;
}

static void leftover_find(struct dk_span s, struct found *found)
{
	*found = (struct found){ NULL };
	walk_iomem_res_desc(IORES_DESC_NONE, ADDED_BY_DRIVER, s.start,
			    s.end - 1, found, leftover_look);
}

/* Why it cannot be taken over; NULL if it can. */
static const char *leftover_mismatch(struct dk_span s, const struct found *found)
{
	if (found->bytes != dk_span_len(s))
		return "it is only a part of the range";
	if (found->pieces > 1)
		return "it was added in several pieces";
	if (!found->parent || found->parent->start != s.start ||
	    found->parent->end != s.end - 1)
		return "its reservation has other bounds";
	/* One piece that fills its parent is the only child. */
	if (strcmp(found->parent->child->name, KMEM_NAME))
		return "it is not kmem's";
	return NULL;
}

/* Is it no leftover, because who added it is still there? */
static bool leftover_in_use(struct dax_kmem *dk, struct dk_span s)
{
	char who[64];

	if (!dk_daxdev_bound_elsewhere(dk->dev, s, who, sizeof(who)))
		return false;
	dk_err(dk, "its memory belongs to %s; unbind that device first\n", who);
	return true;
}

static int leftover_refuse(struct dax_kmem *dk, struct dk_span s, const char *why)
{
	dk_err(dk, "another driver left memory in %#llx-%#llx that cannot be taken over: %s; only a reboot takes it back\n",
	       s.start, s.end - 1, why);
	return -EBUSY;
}

static int leftover_attach(struct dax_kmem *dk, u32 extent)
{
	u32 i = dax_kmem_first_block(dk, extent);
	u32 end = dax_kmem_first_block(dk, extent + 1);
	int rc;

	for (; i < end; i++) {
		rc = dax_kmem_block_attach(dk, i);
		if (rc)
			return rc;
		if (dk->blocks[i]->nid != dk->node)
			return -EXDEV;
	}
	return 0;
}

/**
 * dax_kmem_leftover_in - take over what another driver left in an extent
 * @dk: the claim, bound; caller holds dk->lock; nothing is in the extent yet
 * @extent: index of the extent in dk->usable
 * @res: receives the reservation, ours from now on; NULL if nothing was left
 *
 * Return: 0, or -EBUSY after a line in the log if what is there does not match, or its
 * driver is still bound; blocks may be attached then.
 */
int dax_kmem_leftover_in(struct dax_kmem *dk, u32 extent,
			 struct resource **res)
{
	struct dk_span s = dk->usable.v[extent];
	struct found found;
	const char *why;
	int rc;

	*res = NULL;
	leftover_find(s, &found);
	if (!found.pieces)
		return 0;
	if (leftover_in_use(dk, s))
		return -EBUSY;
	why = leftover_mismatch(s, &found);
	if (why)
		return leftover_refuse(dk, s, why);
	rc = leftover_attach(dk, extent);
	if (rc)
		return leftover_refuse(dk, s, rc == -EXDEV ? "it is on another node" :
						    "a memory block is missing");

	dk->whole[extent] = true;
	*res = found.parent;
	return 0;
}

/* Has any of the device's ranges memory that another driver left? */
bool dax_kmem_has_leftover(struct dax_kmem *dk)
{
	struct found found;
	u32 i;

	for (i = 0; i < dk->usable.nr; i++) {
		leftover_find(dk->usable.v[i], &found);
		if (found.pieces)
			return true;
	}
	return false;
}
