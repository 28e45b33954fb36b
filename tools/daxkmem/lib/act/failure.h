/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Details that the driver recorded when the last change failed. */
#ifndef DAXKMEM_FAILURE_H
#define DAXKMEM_FAILURE_H

#include "lib/private.h"

/**
 * struct failure - the attribute dax_kmem/failure, see its ABI document
 * @step: "offline", ... or "check" if no step was started
 * @block: number of the memory block; -1 if none
 * @err: errno, positive
 * @end: why the change ended
 * @kept: reason why the block stayed online; "" if unknown
 * @zone: of the block
 * @msecs: duration of the step
 * @used: bytes in use in the block at that time, including:
 * @unmovable: the kernel's own pages
 * @io: pages under I/O
 * @pinned: pages with extra references
 * @hugetlb: huge pages
 * @moved: bytes that had been migrated out of the block
 * @need: bytes to migrate; 0 if room was not the reason
 * @room: bytes that other nodes had room for
 * @said: the attribute itself
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
	char *said;
};

bool failure_read(struct failure *f, const struct daxkmem_device *d, int err);
void failure_end(struct failure *f);

#endif /* DAXKMEM_FAILURE_H */
