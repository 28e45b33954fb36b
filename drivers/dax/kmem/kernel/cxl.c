// SPDX-License-Identifier: GPL-2.0-only
/*
 * CXL regions: find those of a memory device by its serial number, before they
 * have dax devices. A CXL driver, module dax_cxl, is bound to a device
 * dax_regionN of each region of volatile memory, and creates daxN.0.
 */
#include <linux/err.h>
#include <linux/kernfs.h>
#include <linux/kstrtox.h>
#include <linux/lockdep.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/notifier.h>
#include <linux/slab.h>
#include <linux/string.h>
#include "attr.h"
#include "compat/compat.h"
#include "cxl.h"

#define DAX_REGION "dax_region"

/* guards cxl_bus and the registration of cxl_nb */
static DEFINE_MUTEX(cxl_lock);
static const struct bus_type *cxl_bus;	/* NULL: cxl_nb is not registered */
static dk_cxl_region_fn *region_fn;

/*
 * Return the device that a link in the directory of @dev points to; NULL if there
 * is none. The owner of the link keeps the device while the link exists.
 */
static struct device *linked_device(struct device *dev, const char *name)
{
	struct kernfs_node *kn = kernfs_find_and_get(dev->kobj.sd, name);
	struct kobject *kobj = NULL;

	if (kn && kernfs_type(kn) == KERNFS_LINK)
		kobj = kn->symlink.target_kn->priv;
	kernfs_put(kn);
	return kobj ? kobj_to_dev(kobj) : NULL;
}

/* Find the endpoint decoder of a position in the interleave of the region. */
static struct device *find_target(struct device *region, int position)
{
	struct device_attribute *attr;
	struct device *decoder = NULL;
	char name[16];
	char *page;

	snprintf(name, sizeof(name), "target%d", position);
	attr = region->type ? dk_attr_find(region->type->groups, name) : NULL;
	if (!attr || !attr->show)
		return NULL;
	page = dk_attr_read(region, attr);
	if (IS_ERR(page))
		return NULL;
	if (*strim(page))
		decoder = bus_find_device_by_name(region->bus, NULL, strim(page));
	free_page((unsigned long)page);
	return decoder;
}

/* An endpoint decoder is below an endpoint, whose uport is the memory device. */
static bool decoder_has_serial(struct device *decoder, u64 serial)
{
	struct device *memdev = linked_device(decoder->parent, "uport");
	u64 own;

	return memdev && !dk_attr_number(memdev, "serial", &own) && own == serial;
}

/**
 * dk_cxl_has_serial - find out whether a memory device is part of a region
 * @region: regionN
 * @serial: the serial number of the memory device
 *
 * May sleep. Caller keeps the region bound to its driver, and so its targets.
 *
 * Return: true if the memory device is one of those that the region interleaves.
 */
bool dk_cxl_has_serial(struct device *region, u64 serial)
{
	struct device *decoder;
	bool has = false;
	int i;

	for (i = 0; !has && (decoder = find_target(region, i)); i++) {
		has = decoder_has_serial(decoder, serial);
		put_device(decoder);
	}
	return has;
}

/* Parse dax_regionN. */
static bool region_id(struct device *dev, unsigned int *id)
{
	return !strncmp(dev_name(dev), DAX_REGION, strlen(DAX_REGION)) &&
	       !kstrtouint(dev_name(dev) + strlen(DAX_REGION), 10, id);
}

/*
 * Before the driver of dax_regionN creates the dax device, and after it removed
 * that device. Meanwhile the targets of the region do not change.
 */
static int cxl_notify(struct notifier_block *nb, unsigned long action, void *data)
{
	struct device *dev = data;
	unsigned int id;

	if (!region_id(dev, &id))
		return NOTIFY_DONE;
	switch (action) {
	case BUS_NOTIFY_BIND_DRIVER:
		region_fn(dev->parent, id, DK_CXL_APPEARS);
		break;
	case BUS_NOTIFY_UNBOUND_DRIVER:
	case BUS_NOTIFY_DRIVER_NOT_BOUND:
		region_fn(dev->parent, id, DK_CXL_GONE);
		break;
	}
	return NOTIFY_DONE;
}

static struct notifier_block cxl_nb = { .notifier_call = cxl_notify };

static int cxl_existing(struct device *dev, void *unused)
{
	unsigned int id;

	if (!region_id(dev, &id))
		return 0;
	device_lock(dev);
	if (dev->driver)
		region_fn(dev->parent, id, DK_CXL_EXISTS);
	device_unlock(dev);
	return 0;
}

/* The bus is exported, but this module must not depend on the module cxl_core. */
static void cxl_find_bus(void)
{
	struct bus_type *bus;

	lockdep_assert_held(&cxl_lock);
	if (cxl_bus)
		return;
	bus = __symbol_get("cxl_bus_type");
	if (!bus)
		return;
	if (!bus_register_notifier(bus, &cxl_nb)) {
		cxl_bus = bus;
		bus_for_each_dev(bus, NULL, NULL, cxl_existing);
	}
	__symbol_put("cxl_bus_type");
}

/*
 * dax_cxl, which creates the dax devices, is about to be initialized; or cxl_core
 * has unregistered the bus, and with it the notifier.
 */
static int module_notify(struct notifier_block *nb, unsigned long state, void *data)
{
	const struct module *mod = data;

	mutex_lock(&cxl_lock);
	if (state == MODULE_STATE_COMING && !strcmp(mod->name, "dax_cxl"))
		cxl_find_bus();
	else if (state == MODULE_STATE_GOING && !strcmp(mod->name, "cxl_core"))
		cxl_bus = NULL;
	mutex_unlock(&cxl_lock);
	return NOTIFY_DONE;
}

static struct notifier_block module_nb = { .notifier_call = module_notify };

/**
 * dk_cxl_watch - watch the CXL regions that have or get a dax device
 * @fn: called before the dax device of a region is created, for each region that
 *	has one, and after the device was removed
 *
 * Return: 0 or the error of register_module_notifier().
 */
int dk_cxl_watch(dk_cxl_region_fn *fn)
{
	int rc;

	region_fn = fn;
	rc = register_module_notifier(&module_nb);
	if (rc)
		return rc;
	mutex_lock(&cxl_lock);
	cxl_find_bus();
	mutex_unlock(&cxl_lock);
	return 0;
}

/* Undo dk_cxl_watch(). On return @fn does not run, and is not called again. */
void dk_cxl_unwatch(void)
{
	unregister_module_notifier(&module_nb);
	mutex_lock(&cxl_lock);
	if (cxl_bus)
		bus_unregister_notifier((struct bus_type *)cxl_bus, &cxl_nb);
	cxl_bus = NULL;
	mutex_unlock(&cxl_lock);
}
