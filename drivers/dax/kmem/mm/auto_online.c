// SPDX-License-Identifier: GPL-2.0-only
/*
 * The kernel's auto-online. It is read for the policy that follows it, and it
 * skips blocks that this driver adds and then onlines itself. The memory
 * notifier refuses those, too, but it is asked too late by kernels without
 * MEM_PREPARE_ONLINE: they have initialised the whole memmap of the block by
 * then, and do so again in the driver's own online.
 */
#include <linux/memory.h>
#include <linux/platform_device.h>
#include "claim/block.h"
#include "compat/compat.h"
#include "kernel/attr.h"
#include "mm.h"

/* Any memory block, for its bus, which is not exported. */
static struct device *any_block;

static int is_added_by_us(struct dax_kmem *dk, void *arg)
{
	return READ_ONCE(dk->adder) == current;
}

/*
 * A new block. add_memory_resource() auto-onlines it after this, under the same
 * hotplug lock. device_online() does nothing to a device that is not marked as
 * offline. See dax_kmem_auto_online_skipped().
 */
static int block_added(struct notifier_block *nb, unsigned long action, void *data)
{
	struct device *dev = data;
	struct dk_span span;

	if (action != BUS_NOTIFY_ADD_DEVICE)
		return NOTIFY_DONE;

	span.start = (u64)dev->id * memory_block_size_bytes();
	span.end = span.start + memory_block_size_bytes();
	if (dax_kmem_with_owner_of(span, is_added_by_us, NULL))
		dk_device_mark_offline(dev, false);
	return NOTIFY_DONE;
}

static struct notifier_block block_notifier = {
	.notifier_call = block_added,
};

/**
 * dax_kmem_auto_online_skip - make the kernel's auto-online skip the next block
 * @dk: the claim; caller holds dk->lock and adds the block, which it onlines
 *	next, in the same task
 * @skip: true before the add, false after it
 */
void dax_kmem_auto_online_skip(struct dax_kmem *dk, bool skip)
{
	WRITE_ONCE(dk->adder, skip ? current : NULL);
}

/**
 * dax_kmem_auto_online_skipped - mark a block as offline again
 * @mem: the block, which was added after dax_kmem_auto_online_skip()
 *
 * A program that has written to the block's attribute state since the end of
 * the add got -EINVAL. Waits for it under the lock of the device.
 */
void dax_kmem_auto_online_skipped(struct memory_block *mem)
{
	device_lock(&mem->dev);
	dk_device_mark_offline(&mem->dev, true);
	device_unlock(&mem->dev);
}

/*
 * Get the device of /sys/devices/system/memory, which has attributes of its
 * own. A memory block has no parent device, only a parent kobject. The caller
 * puts the reference.
 */
static struct device *memory_root(struct dax_kmem *dk)
{
	struct device *block = dax_kmem_block_find(dk, DK_ANY_ID);
	struct device *root = NULL;

	if (block && block->kobj.parent)
		root = get_device(kobj_to_dev(block->kobj.parent));
	put_device(block);
	return root;
}

/**
 * dax_kmem_auto_online - get the state that the kernel gives to added memory
 * @dk: a bound claim
 *
 * Reads the attribute auto_online_blocks.
 *
 * Return: an enum dk_state; -EOPNOTSUPP or -ENOMEM if it cannot be read.
 */
int dax_kmem_auto_online(struct dax_kmem *dk)
{
	struct device *root = memory_root(dk);
	struct device_attribute *attr;
	int rc = -EOPNOTSUPP;
	char *page;

	attr = root ? dk_attr_find(root->groups, "auto_online_blocks") : NULL;
	if (!attr || !attr->show)
		goto out;

	page = dk_attr_read(root, attr);
	rc = PTR_ERR_OR_ZERO(page);
	if (rc)
		goto out;
	rc = dk_state_parse(page, strlen(page));
	free_page((unsigned long)page);
out:
	put_device(root);
	return rc;
}

int dax_kmem_auto_online_init(void)
{
	int rc;

	any_block = dk_device_find(platform_bus.kobj.kset, "memory", DK_ANY_ID);
	if (!any_block)
		return -ENODEV;
	rc = bus_register_notifier(any_block->bus, &block_notifier);
	if (rc)
		put_device(any_block);
	return rc;
}

void dax_kmem_auto_online_exit(void)
{
	bus_unregister_notifier(any_block->bus, &block_notifier);
	put_device(any_block);
}
