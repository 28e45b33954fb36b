// SPDX-License-Identifier: GPL-2.0-only
/*
 * Uevents about changes. A "change" event of the dax device has a variable
 * DAX_KMEM that names the property and a variable with the new value. One event
 * of a memory block stands for all blocks that a change onlined or offlined.
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
 * dax_kmem_tell_change - send events about a new state and a new size
 * @dk: the claim, bound; caller holds dk->lock
 * @was: the previous state
 * @plugged: the previous number of plugged blocks
 */
void dax_kmem_tell_change(struct dax_kmem *dk, enum dk_state was, u32 plugged)
{
	if (dax_kmem_state(dk) != was)
		event_state(dk);
	if (dax_kmem_count_plugged(dk) != plugged)
		event_size(dk);
}

/*
 * Programs listen to the uevents of memory blocks to learn that the amount of
 * memory has changed. kdump's rules reload the crash kernel for each event,
 * which takes a second. So a change of a device sends one event for all of its
 * blocks. "add" and "remove" events are not suppressed.
 */

/* Record that a block was onlined or offlined without an event. */
void dax_kmem_block_changed(struct dax_kmem *dk, u32 i)
{
	lockdep_assert_held(&dk->lock);
	dk->unreported = i + 1;
}

/**
 * dax_kmem_tell_block - send one event for all blocks that changed
 * @dk: the claim; caller holds dk->lock
 *
 * Sends the event for the last block that changed, or for another block of the
 * device if that one has been removed. The event has the block's current state.
 */
void dax_kmem_tell_block(struct dax_kmem *dk)
{
	enum dk_block_state state;
	u32 i = dk->unreported;

	lockdep_assert_held(&dk->lock);
	if (!i)
		return;
	dk->unreported = 0;
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
 * dax_kmem_tell_last_block - send the event before the last block is removed
 * @dk: the claim; caller holds dk->lock
 * @i: index of the first block that is about to be removed
 * @end: index after the last one
 *
 * Does nothing if other blocks remain.
 */
void dax_kmem_tell_last_block(struct dax_kmem *dk, u32 i, u32 end)
{
	u32 n;

	if (!dk->unreported)
		return;
	/* Blocks are removed in ascending order. */
	for (n = dk->nr_blocks; n--; )
		if (dk->blocks[n] && (n < i || n >= end))
			return;
	dax_kmem_tell_block(dk);
}
