/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Private structures of the dax bus (drivers/dax/bus.h and dax-private.h in a
 * kernel tree), which no headers package contains. The build derives them from
 * the kernel's BTF (compat/layout.sh). Without BTF, the declarations below are
 * used, with the members that compat/probes/ found. A bind compares the members
 * with the attributes of the device (daxdev.c). Only daxdev.c and the bus
 * drivers of the two modules, bus.c and xen/bus.c, may include this file.
 */
#ifndef DAX_KMEM_DAX_ABI_H
#define DAX_KMEM_DAX_ABI_H

#include <linux/device.h>
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/range.h>
#include "compat/compat.h"

struct dev_dax;
struct dax_region;
struct dax_device;
struct dax_mapping;
struct dev_pagemap;

/* Defines DK_LAYOUT_DERIVED and the structures if the build found BTF. */
#include "compat/layout.h"

#ifndef DK_LAYOUT_DERIVED
#if defined(DK_DEV_DAX_HAS_MEMMAP_ON_MEMORY) == \
	defined(DK_DEV_DAX_BEFORE_MEMMAP_ON_MEMORY)
#error "dax_kmem: the layout of struct dev_dax in this kernel is not known"
#endif

#ifdef DK_DAX_DRIVER_HAS_TYPE
/* Since Linux 6.3: the regions whose devices a driver binds automatically. */
enum dax_driver_type {
	DAXDRV_KMEM_TYPE,
	DAXDRV_DEVICE_TYPE,
#ifdef DK_DEV_DAX_HAS_CACHED_SIZE
	DAXDRV_FSDEV_TYPE,
#endif
};

struct dax_device_driver {
	struct device_driver drv;
	struct list_head ids;
	enum dax_driver_type type;
	int (*probe)(struct dev_dax *dev);
	void (*remove)(struct dev_dax *dev);
};

/* No region has this type, so the driver only binds devices named in new_id. */
#define DK_NAMED_ONLY .type = (enum dax_driver_type)127
#else
/* Up to Linux 6.2: match_always makes a driver bind every device. */
struct dax_device_driver {
	struct device_driver drv;
	struct list_head ids;
	int match_always;
	int (*probe)(struct dev_dax *dev);
	void (*remove)(struct dev_dax *dev);
};

#define DK_NAMED_ONLY .match_always = 0
#endif

struct dev_dax_range {
	unsigned long pgoff;
	struct range range;
	struct dax_mapping *mapping;
};

struct dev_dax {
	struct dax_region *region;
	struct dax_device *dax_dev;
#ifdef DK_DEV_DAX_HAS_CACHED_SIZE
	u64 cached_size;
#endif
	unsigned int align;
	int target_node;
	bool dyn_id;
	int id;
	struct ida ida;
	struct device dev;
	struct dev_pagemap *pgmap;
#ifdef DK_DEV_DAX_HAS_MEMMAP_ON_MEMORY
	/* Since Linux 6.8 */
	bool memmap_on_memory;
#endif
	int nr_range;
	struct dev_dax_range *ranges;
};

static_assert(offsetof(struct dev_dax, target_node) ==
	      offsetof(struct dev_dax, align) + 4);
static_assert(sizeof(struct dev_dax_range) == 32);
static_assert(offsetof(struct dax_device_driver, ids) ==
	      sizeof(struct device_driver));

/* Assertions from the kernel's BTF, to test these declarations. */
#include "compat/layout_check.h"
#endif /* DK_LAYOUT_DERIVED */

int __dax_driver_register(struct dax_device_driver *dax_drv,
			  struct module *module, const char *mod_name);
void dax_driver_unregister(struct dax_device_driver *dax_drv);

static inline struct dev_dax *to_dev_dax(struct device *dev)
{
	return container_of(dev, struct dev_dax, dev);
}

#endif /* DAX_KMEM_DAX_ABI_H */
