// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the kernel knows about physical addresses: its tree of resources, which it
 * makes from the firmware's memory map and shows in /proc/iomem. The names in the
 * tree cannot be read through exported functions, so that messages only have the
 * addresses.
 */
#include <linux/ioport.h>
#include <linux/mm.h>
#include "compat/iomem.h"
#include "fwmap.h"
#include "iomem.h"

/**
 * dk_iomem_is_ram - check for memory that the kernel uses
 * @span: physical addresses
 *
 * Return: true if any of @span is System RAM.
 */
bool dk_iomem_is_ram(struct dk_span span)
{
	return region_intersects(span.start, dk_span_len(span),
				 IORESOURCE_SYSTEM_RAM,
				 IORES_DESC_NONE) != REGION_DISJOINT;
}

static int add_length(struct resource *res, void *arg)
{
	u64 *bytes = arg;

	*bytes += resource_size(res);
	return 0;
}

/* True if resources of one description cover all of @span. */
static bool is_covered(struct dk_span span, unsigned long desc)
{
	u64 bytes = 0;

	walk_iomem_res_desc(desc, IORESOURCE_MEM, span.start, span.end - 1,
			    &bytes, add_length);
	return bytes == dk_span_len(span);
}

static bool is_soft_reserved(struct dk_span span)
{
	u64 bytes = 0;

	dk_walk_soft_reserve(span.start, span.end - 1, &bytes, add_length);
	return bytes == dk_span_len(span);
}

/**
 * dk_iomem_is_usable - check for memory that no one else is meant to use
 * @span: physical addresses
 *
 * Return: true if all of @span is described as persistent memory, as soft-reserved
 * (specific-purpose) memory, or as reserved although firmware says that it is RAM: by
 * the kernel's parameter memmap=SIZE$START.
 */
bool dk_iomem_is_usable(struct dk_span span)
{
	return is_covered(span, IORES_DESC_PERSISTENT_MEMORY) ||
	       is_covered(span, IORES_DESC_PERSISTENT_MEMORY_LEGACY) ||
	       is_soft_reserved(span) ||
	       (is_covered(span, IORES_DESC_RESERVED) &&
		dk_fwmap_is_ram(span));
}

/* Stop at a resource that is claimed or not described as unused memory. */
static int find_foreign(struct resource *res, void *arg)
{
	struct dk_span *what = arg;
	bool idle = !(res->flags & IORESOURCE_BUSY);

	switch (res->desc) {
	case IORES_DESC_PERSISTENT_MEMORY:
	case IORES_DESC_PERSISTENT_MEMORY_LEGACY:
	case IORES_DESC_SOFT_RESERVED:
	case IORES_DESC_RESERVED:
		if (idle)
			return 0;
	}
	*what = (struct dk_span){ res->start, res->end + 1 };
	return 1;
}

static bool is_foreign(struct dk_span span, unsigned long flags,
		       struct dk_span *what)
{
	return walk_iomem_res_desc(IORES_DESC_NONE, IORESOURCE_MEM | flags,
				   span.start, span.end - 1, what,
				   find_foreign) == 1;
}

/**
 * dk_iomem_busy - find what a driver has claimed at some addresses
 * @span: physical addresses
 * @what: receives the claimed addresses inside @span
 *
 * Return: true if a driver has claimed any of @span.
 */
bool dk_iomem_busy(struct dk_span span, struct dk_span *what)
{
	return is_foreign(span, IORESOURCE_BUSY, what);
}

/**
 * dk_iomem_foreign - find something other than unused memory at some addresses
 * @span: physical addresses
 * @what: receives its addresses inside @span
 *
 * Return: true if any of @span is described as something else, such as a window
 * for the registers of devices.
 */
bool dk_iomem_foreign(struct dk_span span, struct dk_span *what)
{
	return is_foreign(span, 0, what);
}

/**
 * dk_iomem_request - claim physical addresses for a device
 * @span: the addresses
 * @name: name of the reservation, which must outlive it
 * @device: name of the device, for the log
 *
 * Return: the reservation; NULL, after a line in the log, if something else has
 * claimed any of @span.
 */
struct resource *dk_iomem_request(struct dk_span span, const char *name,
				  const char *device)
{
	struct resource *res;

	res = request_mem_region(span.start, dk_span_len(span), name);
	if (!res)
		pr_err("dax_kmem %s: cannot reserve %#llx-%#llx: something else has claimed it, see /proc/iomem\n",
		       device, span.start, span.end - 1);
	return res;
}
