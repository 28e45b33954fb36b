// SPDX-License-Identifier: GPL-2.0-only
/*
 * Tells user space what changed: "change" events of the dax device, with a
 * variable DAX_KMEM that says what, and one with the new value; and one event of
 * a memory block for all blocks that a change brought online or took offline.
 */
#include <linux/device.h>
#include <linux/kobject.h>
#include <linux/memory.h>
#include "block.h"
#include "event.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

static void send_event(struct device *dev, char *what, char *value)
{
	char *envp[3];

	envp[0] = what;
	envp[1] = value;
	envp[2] = NULL;
	kobject_uevent_env(&dev->kobj, KOBJ_CHANGE, envp);
}

static void event_state(struct dax_kmem *dk)
{
	char value[40];

	snprintf(value, sizeof(value), "DAX_KMEM_STATE=%s",
		 dk_state_word(dax_kmem_state(dk)));
	send_event(dk->dev, "DAX_KMEM=state", value);
}

static void event_size(struct dax_kmem *dk)
{
	char value[40];

	snprintf(value, sizeof(value), "DAX_KMEM_SIZE=%llu",
		 dax_kmem_count_plugged(dk) * dk->block_size);
	send_event(dk->dev, "DAX_KMEM=size", value);
}

/**
 * dax_kmem_tell_change - tell user space what is not as it was
 * @dk: the claim, bound; caller holds dk->lock
 * @was: the state that it was in
 * @plugged: how many blocks existed
 */
void dax_kmem_tell_change(struct dax_kmem *dk, enum dk_state was, u32 plugged)
{
	if (dax_kmem_state(dk) != was)
		event_state(dk);
	if (dax_kmem_count_plugged(dk) != plugged)
		event_size(dk);
}

/*
 * Who listens to the uevents of memory blocks does so to learn that there is
 * more or less memory than before: kdump's rules load the crash kernel again
 * for each, which takes a second. So a change of a device ends with one event,
 * whatever the number of its blocks. "add" and "remove" events are not touched.
 */

/* A block came online or went offline, and no event was sent. */
void dax_kmem_block_changed(struct dax_kmem *dk, u32 i)
{
	lockdep_assert_held(&dk->lock);
	dk->untold = i + 1;
}

/**
 * dax_kmem_tell_block - send the one event of the blocks that changed
 * @dk: the claim; caller holds dk->lock
 *
 * It is an event of the block that changed last, or if that is gone of another
 * one of the device, and says what this block is now.
 */
void dax_kmem_tell_block(struct dax_kmem *dk)
{
	enum dk_block_state state;
	u32 i = dk->untold;

	lockdep_assert_held(&dk->lock);
	if (!i)
		return;
	dk->untold = 0;
	if (!dk->blocks[--i])
		for (i = 0; i < dk->nr_blocks && !dk->blocks[i]; i++)
			;
	if (i == dk->nr_blocks)
		return;

	state = dax_kmem_block_state(dk, i, NULL);
	kobject_uevent(&dk->blocks[i]->dev.kobj, state == DK_BLOCK_OFFLINE ?
		       KOBJ_OFFLINE : KOBJ_ONLINE);
}

/**
 * dax_kmem_tell_last_block - send the event while there is a block to send it
 * @dk: the claim; caller holds dk->lock
 * @i: first block that is about to be removed
 * @end: the one behind the last
 */
void dax_kmem_tell_last_block(struct dax_kmem *dk, u32 i, u32 end)
{
	u32 n;

	if (!dk->untold)
		return;
	/* Blocks are removed in ascending order. */
	for (n = dk->nr_blocks; n--; )
		if (dk->blocks[n] && (n < i || n >= end))
			return;
	dax_kmem_tell_block(dk);
}
