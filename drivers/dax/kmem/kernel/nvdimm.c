// SPDX-License-Identifier: GPL-2.0-only
/* Regions of persistent memory and their namespaces. */
#include <linux/libnvdimm.h>
#include <linux/module.h>
#include <linux/string.h>
#include "attr.h"
#include "devices.h"
#include "nvdimm.h"

/**
 * dk_nvdimm_region - find the region of a dax device of persistent memory
 * @dev: the device; must stay on its bus meanwhile
 *
 * Return: the region, without a reference; NULL for other memory.
 */
struct device *dk_nvdimm_region(struct device *dev)
{
	for (; dev; dev = dev->parent)
		if (dev->bus && !strcmp(dev->bus->name, "nd") &&
		    dev->type && dev->type->name &&
		    !strcmp(dev->type->name, "nd_pmem"))
			return dev;
	return NULL;
}

/**
 * dk_nvdimm_flush - wait until written data is on the medium
 * @dev: the device; must stay on its bus meanwhile
 *
 * arch_wb_cache_pmem() only starts the write-back of cache lines. The barrier
 * waits for them, as in pmem_wmb(). libnvdimm flushes the write queues of the
 * memory controller, or makes the host of a virtual machine flush its file
 * (virtio_pmem). May sleep.
 *
 * Return: 0, also for volatile memory; -EIO.
 */
int dk_nvdimm_flush(struct device *dev)
{
	struct device *region = dk_nvdimm_region(dev);
	typeof(to_nd_region) *to_region;
	typeof(nvdimm_flush) *flush;
	int rc = 0;

	/* Wait for the write-back of cache lines, as pmem_wmb() does on x86. */
	wmb();
	if (!region)
		return 0;
	flush = symbol_get(nvdimm_flush);
	to_region = symbol_get(to_nd_region);
	if (flush && to_region)
		rc = flush(to_region(region), NULL);
	if (to_region)
		symbol_put(to_nd_region);
	if (flush)
		symbol_put(nvdimm_flush);
	return rc ? -EIO : 0;
}

struct owner {
	struct dk_span span;
	char *who;
	size_t size;
};

static int namespace_meets(struct device *dev, void *arg)
{
	struct owner *owner = arg;
	struct dk_span s;
	u64 size;

	if (strncmp(dev_name(dev), "namespace", 9) ||
	    dk_attr_number(dev, "resource", &s.start) ||
	    dk_attr_number(dev, "size", &size))
		return 0;
	s.end = s.start + size;
	if (!dk_span_overlaps(s, owner->span))
		return 0;
	strscpy(owner->who, dev_name(dev), owner->size);
	return 1;
}

/**
 * dk_nvdimm_namespace - find a namespace, active or not, by its memory
 * @devices: the kset of all devices
 * @span: physical addresses; the caller holds no device lock
 * @who: receives the name of the namespace
 * @size: size of @who
 *
 * Return: true if a namespace has memory in @span.
 */
bool dk_nvdimm_namespace(struct kset *devices, struct dk_span span, char *who,
			 size_t size)
{
	struct device *any = dk_device_find(devices, "nd", DK_ANY_ID);
	struct owner owner = { span, who, size };
	bool found;

	if (!any)
		return false;
	found = bus_for_each_dev((struct bus_type *)any->bus, NULL, &owner,
				 namespace_meets);
	put_device(any);
	return found;
}
