// SPDX-License-Identifier: GPL-2.0-only
/* The words in which the log says what a step did, and why it failed. */
#include <linux/errno.h>
#include "dax_kmem.h"

/* What a step does to a block, for the log. */
const char *dax_kmem_op_word(u8 op)
{
	static const char * const words[DK_NR_OPS] = {
		[DK_ADD] = "added",
		[DK_ONLINE_BLOCK] = "brought online",
		[DK_OFFLINE_BLOCK] = "taken offline",
		[DK_REMOVE] = "removed",
		[DK_SCRUB] = "scrubbed",
	};

	return words[op];
}

/* Why a step that ended with @rc has failed, for the log. */
const char *dax_kmem_reason(struct dk_step step, int rc)
{
	switch (rc) {
	case -EINTR:
		return "a signal ended the attempt";
	case -ETIMEDOUT:
		return "the time that dax_kmem/timeout allows is over";
	case -ENOMEM:
		return step.op == DK_OFFLINE_BLOCK ?
			"other nodes have no room for its contents" :
			"no memory for its memory map or page tables";
	case -EEXIST:
		return "memory is there already";
	case -EHWPOISON:
		return "it has a page that is known to be bad";
	case -EBUSY:
		return step.op == DK_OFFLINE_BLOCK ?
			"it has pages that cannot be moved" : "it is in use";
	default:
		return "the kernel refused";
	}
}
