/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What the driver saw when the last change of a device failed. */
#ifndef DAXKMEM_FAILURE_H
#define DAXKMEM_FAILURE_H

#include "cli/daxkmem.h"

/**
 * struct failure - the file dax_kmem/failure, see its ABI
 * @step: "offline", ... or "check" if nothing was begun
 * @block: N of memoryN; -1 if it was about none
 * @err: the errno, positive
 * @end: why it had to end
 * @kept: what kept a block that did not go offline; "" if that is not known
 * @zone: of the block
 * @msecs: how long the step took
 * @used: bytes in use in the block then; these are a part of them:
 * @unmovable: the kernel's own
 * @io: a disk has them
 * @pinned: what somebody holds a reference of
 * @hugetlb: in huge pages
 * @moved: bytes that had left the block
 * @need: bytes that were to go elsewhere; 0 if room was not the reason
 * @room: bytes that other nodes could take
 * @json: all of it
 */
struct failure {
	char step[16];
	long block;
	int err;
	char end[16];
	char kept[16];
	char zone[16];
	long long msecs;
	long long used, unmovable, io, pinned, hugetlb, moved;
	long long need, room;
	struct json_object *json;
};

bool failure_read(struct failure *f, const struct daxkmem_device *d, int err);
void failure_end(struct failure *f);

#endif /* DAXKMEM_FAILURE_H */
