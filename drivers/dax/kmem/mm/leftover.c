// SPDX-License-Identifier: GPL-2.0-only
/*
 * Memory that another driver added in our ranges and left there: the kernel's
 * own kmem leaves memory that is online when it is unbound. The driver takes
 * the memory over if kmem has added it for exactly such a device, and refuses
 * to bind otherwise.
 *
 * Ownership: kmem removes the memory, and frees the reservation and its name,
 * in remove() only (dev_dax_kmem_remove() in drivers/dax/kmem.c, the same in
 * 6.1 and 6.12). If remove() cannot remove the memory, all three stay until the
 * machine reboots, even if kmem is unloaded. So this driver may take them over
 * once remove() has returned. Our own device is bound to this driver, so it
 * only has to check whether another device with the same memory is bound.
 */
#include <linux/ioport.h>
#include <linux/memory.h>
#include "claim/block.h"
#include "kernel/daxdev.h"
#include "mm.h"

/* Flags of the resources that add_memory_driver_managed() creates. */
#define ADDED_BY_DRIVER \
	(IORESOURCE_SYSTEM_RAM | IORESOURCE_BUSY | IORESOURCE_SYSRAM_DRIVER_MANAGED)

/* The name of kmem's memory. Other drivers may still use their memory. */
#define KMEM_NAME "System RAM (kmem)"

/**
 * struct found - memory of another driver inside an extent
 * @parent: the reservation that contains it; NULL if there is not exactly one
 * @bytes: size
 * @pieces: number of resources
 */
struct found {
	struct resource *parent;
	u64 bytes;
	u32 pieces;
};

/* @res is a copy, but res->parent is the real parent. */
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

/* Return the reason why memory cannot be taken over, or NULL. */
static const char *leftover_mismatch(struct dk_span s, const struct found *found)
{
	if (found->bytes != dk_span_len(s))
		return "it covers only a part of the range";
	if (found->pieces > 1)
		return "it was added in several pieces";
	if (!found->parent || found->parent->start != s.start ||
	    found->parent->end != s.end - 1)
		return "its reservation has other bounds";
	/* One piece that fills its parent is the only child. */
	if (strcmp(found->parent->child->name, KMEM_NAME))
		return "it was not added by kmem";
	return NULL;
}

/* True if the driver that added the memory is still bound to its device. */
static bool leftover_in_use(struct dax_kmem *dk, struct dk_span s)
{
	char who[64];

	if (!dk_daxdev_bound_elsewhere(dk->dev, s, who, sizeof(who)))
		return false;
	dk_err(dk, "the memory belongs to %s; unbind that device first\n", who);
	return true;
}

static int leftover_refuse(struct dax_kmem *dk, struct dk_span s, const char *why)
{
	dk_err(dk, "another driver left memory in %#llx-%#llx that cannot be taken over: %s; reboot to remove it\n",
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
 * dax_kmem_leftover_in - take over memory that another driver left in an extent
 * @dk: the claim, bound; caller holds dk->lock; the extent is not plugged
 * @extent: index of the extent in dk->usable
 * @res: receives the reservation, now owned by @dk; NULL if there is no memory
 *
 * Return: 0; -EBUSY, after a line in the log, if the memory does not match or
 * its driver is still bound. Blocks may be attached after an error.
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

/* True if any range of the device has memory that another driver added. */
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
