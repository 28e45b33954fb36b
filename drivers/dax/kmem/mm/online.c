// SPDX-License-Identifier: GPL-2.0-only
/*
 * Online and offline memory blocks. device_online() and its locks are not
 * exported, so call the store method of the block's attribute state, as a write
 * by a program does. It takes the hotplug lock and the device lock, and sends
 * the uevent unless that is suppressed.
 */
#include <linux/delay.h>
#include <linux/gfp.h>
#include <linux/memory.h>
#include "kernel/attr.h"
#include "claim/block.h"
#include "claim/event.h"
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
	 * If the method cannot take the hotplug lock, it sleeps and asks to
	 * restart the system call. Repeat the call here instead.
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

/* Suppress the uevent unless block_events is set: see dax_kmem_tell_block(). */
static int block_change_state(struct dax_kmem *dk, u32 i, const char *word)
{
	struct memory_block *mem = dk->blocks[i];
	bool quiet = !dax_kmem_block_events();
	int rc;

	if (quiet)
		dev_set_uevent_suppress(&mem->dev, 1);
	WRITE_ONCE(dk->going, mem);
	rc = block_write_state(mem, word, dk->job);
	WRITE_ONCE(dk->going, NULL);
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
 * dax_kmem_block_write - online or offline one block
 * @dk: the claim; caller holds dk->lock, and the gate lets it pass the notifier
 * @i: index of the block
 * @state: DK_OFFLINE or one of the online states
 *
 * An offline waits for pinned pages until the job in progress is interrupted
 * (offline_pages() in mm/memory_hotplug.c). An online or offline also waits for
 * the hotplug lock, for example while another device waits for pinned pages.
 *
 * Return: 0, also if the block had @state already; -ENODEV if it does not
 * exist; -EINTR; or the error of the kernel, -EBUSY for pages that cannot be
 * moved.
 */
int dax_kmem_block_write(struct dax_kmem *dk, u32 i, enum dk_state state)
{
	int rc;

	lockdep_assert_held(&dk->lock);
	/* An earlier step of an undo has failed to add the block again. */
	if (!dk->blocks[i])
		return -ENODEV;
	if (block_arrived(dk, i, state))
		return 0;

	rc = block_change_state(dk, i, dk_state_word(state));

	/* The method fails if the block is in that state already. */
	if (rc == -EINVAL && block_arrived(dk, i, state))
		return 0;
	return rc;
}
