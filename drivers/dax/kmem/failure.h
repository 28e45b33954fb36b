/* SPDX-License-Identifier: GPL-2.0-only */
/* Why the last change of a device failed: see failure.c. */
#ifndef DAX_KMEM_FAILURE_H
#define DAX_KMEM_FAILURE_H

#include <linux/types.h>
#include "core/plan.h"

struct dax_kmem;

/**
 * struct dk_use - bytes of a memory block that are in use, by what keeps them
 * @all: all of them
 * @unmovable: the kernel's own
 * @io: under writeback, or locked: a disk has them
 * @pinned: with more references than their users account for
 * @huge: in huge pages (hugetlb)
 */
struct dk_use {
	u64 all;
	u64 unmovable;
	u64 io;
	u64 pinned;
	u64 huge;
};

/**
 * struct dk_failure - what was seen when a change failed
 * @rc: the errno, negative; 0 if nothing has failed
 * @begun: a step failed; otherwise the change was refused before its first one
 * @op: that step
 * @block: N of its memoryN
 * @done: steps that were done before
 * @steps: steps of the change
 * @msecs: how long the step took
 * @left: what was left
 * @looked: these are known, of an offline:
 * @zone: the zone of the block
 * @before: bytes of the block that were in use when the step began
 * @use: what was in use when it had failed
 * @need: bytes in use that were to go elsewhere; 0 if that was not the reason
 * @room: bytes that the other nodes could take
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
