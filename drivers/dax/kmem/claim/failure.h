/* SPDX-License-Identifier: GPL-2.0-only */
/* The record of why the last change of a device failed: see failure.c. */
#ifndef DAX_KMEM_FAILURE_H
#define DAX_KMEM_FAILURE_H

#include <linux/types.h>
#include "core/plan.h"

struct dax_kmem;

/**
 * struct dk_use - bytes of a memory block that are in use, by kind of page
 * @all: sum of all pages in use
 * @unmovable: pages of the kernel itself
 * @io: pages under writeback or locked, probably for I/O
 * @pinned: pages with more references than their known users hold
 * @huge: huge pages (hugetlb)
 */
struct dk_use {
	u64 all;
	u64 unmovable;
	u64 io;
	u64 pinned;
	u64 huge;
};

/**
 * struct dk_failure - the record of a failed change
 * @rc: the errno, negative; 0 if the change has not failed
 * @begun: a step failed; otherwise the change was refused before its first step
 * @op: operation of the failed step
 * @block: N of the failed step's memoryN
 * @done: number of steps that succeeded before
 * @steps: number of steps of the change
 * @msecs: duration of the failed step
 * @left: the result for the device
 * @looked: an offline failed, and @zone, @before and @use are valid
 * @zone: zone of the block
 * @before: bytes of the block that were in use when the step began
 * @use: bytes of the block that were in use when the step failed
 * @need: bytes that other nodes would have to take; 0 if there was room
 * @room: bytes that other nodes could take
 */
struct dk_failure {
	int rc;
	bool begun;
	u8 op;
	unsigned long block;
	u32 done;
	u32 steps;
	s64 msecs;
	enum dk_left { DK_LEFT_ALL, DK_LEFT_REACHED, DK_LEFT_STUCK } left;
	bool looked;
	const char *zone;
	u64 before;
	struct dk_use use;
	u64 need;
	u64 room;
};

void dax_kmem_failure_none(struct dax_kmem *dk);
void dax_kmem_failure_look(struct dax_kmem *dk, u32 i, u64 before);
void dax_kmem_failure_room(struct dax_kmem *dk, u64 need, u64 room);
void dax_kmem_failure_end(struct dax_kmem *dk, int rc);
void dax_kmem_failure_refused(struct dax_kmem *dk, int rc);
ssize_t dax_kmem_failure_print(struct dax_kmem *dk, char *buf);
const char *dax_kmem_op_word(u8 op);
const char *dax_kmem_reason(struct dk_step step, int rc);

#endif /* DAX_KMEM_FAILURE_H */
