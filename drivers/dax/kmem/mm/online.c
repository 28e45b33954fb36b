// SPDX-License-Identifier: GPL-2.0-only
/*
 * Bringing memory blocks online and offline. device_online() and its locks
 * are not exported; the `state` file of a memory block is how the rest of the
 * world does it, so its method is called just as a write to the file would:
 * it takes the hotplug lock and the device lock and sends the uevent, unless
 * that is suppressed.
 */
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/memory.h>
#include "attr.h"
#include "block.h"
#include "event.h"
#include "mm.h"
#include "params.h"

static int block_write_state(struct memory_block *mem, const char *word,
			     struct dk_job *job)
{
	struct device_attribute *attr = dk_attr_find(mem->dev.groups, "state");
	ssize_t rc;

	if (!attr || !attr->store)
		return -EOPNOTSUPP;

	/*
	 * The file takes the hotplug lock by trying, sleeps if that fails, and
	 * has the system call entered again. We stay inside it.
	 */
	for (;;) {
		rc = attr->store(&mem->dev, attr, word, strlen(word));
		if (rc != -ERESTARTNOINTR)
			break;
		if (job && dk_job_interrupted(job))
			return -EINTR;
	}
	return rc < 0 ? rc : 0;
}

/* Without the uevent, if dax_kmem_tell_block() is to send one for all. */
static int block_change_state(struct dax_kmem *dk, u32 i, const char *word)
{
	struct memory_block *mem = dk->blocks[i];
	bool quiet = !dax_kmem_block_events();
	int rc;

	if (quiet)
		dev_set_uevent_suppress(&mem->dev, 1);
	rc = block_write_state(mem, word, dk->job);
	if (!quiet)
		return rc;

	dev_set_uevent_suppress(&mem->dev, 0);
	if (!rc)
		dax_kmem_block_changed(dk, i);
	return rc;
}

static bool block_arrived(struct dax_kmem *dk, u32 i, enum dk_state state)
{
	enum dk_block_state now = dax_kmem_block_state(dk, i, NULL);

	switch (state) {
	case DK_OFFLINE:
		return now == DK_BLOCK_OFFLINE;
	case DK_ONLINE_KERNEL:
		return now == DK_BLOCK_KERNEL;
	case DK_ONLINE_MOVABLE:
		return now == DK_BLOCK_MOVABLE;
	default:
		return now == DK_BLOCK_KERNEL || now == DK_BLOCK_MOVABLE;
	}
}

/**
 * dax_kmem_block_write - bring one block online or offline
 * @dk: the claim; caller holds dk->lock and lets the notifier pass
 * @i: index of the block
 * @state: DK_OFFLINE or one of the online states
 *
 * May take as long as pages are pinned when @state is DK_OFFLINE, or as another
 * device's pages are, until the job in progress is interrupted (offline_pages() in
 * mm/memory_hotplug.c).
 *
 * Return: 0, also if the block was there already; -ENODEV if it does not exist;
 * -EINTR; what the kernel returned otherwise, -EBUSY for pages that cannot be moved.
 */
int dax_kmem_block_write(struct dax_kmem *dk, u32 i, enum dk_state state)
{
	int rc;

	lockdep_assert_held(&dk->lock);
	/* an undo, behind one that could not add the block again */
	if (!dk->blocks[i])
		return -ENODEV;
	if (block_arrived(dk, i, state))
		return 0;

	rc = block_change_state(dk, i, dk_state_word(state));

	/* "already so" is an error to the file, and none to us. */
	if (rc == -EINVAL && block_arrived(dk, i, state))
		return 0;
	return rc;
}

/*
 * The folder of all memory blocks has files too; a memory block has no parent
 * device, only that folder to be in. The caller puts what it gets.
 */
static struct device *memory_root(struct dax_kmem *dk)
{
	struct device *block = dax_kmem_block_find(dk, DK_ANY_BLOCK);
	struct device *root = NULL;

	if (block && block->kobj.parent)
		root = get_device(kobj_to_dev(block->kobj.parent));
	put_device(block);
	return root;
}

/**
 * dax_kmem_auto_online - what the kernel does with memory that is added
 * @dk: a claim, bound
 *
 * Reads auto_online_blocks as a program would.
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
