// SPDX-License-Identifier: GPL-2.0-only
/* Code that the writable attributes share. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include "compat/compat.h"
#include "core/size.h"
#include "sysfs.h"

/* Log that an attribute does not accept a value. Returns -EINVAL. */
int dk_refuse_word(const char *driver, const char *name, const char *file,
		   const char *buf, size_t len, const char *known)
{
	if (len && buf[len - 1] == '\n')
		len--;
	pr_err("%s %s: %s: \"%*pE\" is not a valid value; write %s\n", driver,
	       name, file, (int)min_t(size_t, len, 32), buf, known);
	return -EINVAL;
}

DK_EXPORT(dk_refuse_word);

/* dk_refuse_word() for a device of dax_kmem. */
int dax_kmem_refuse_word(struct dax_kmem *dk, const char *file,
			 const char *buf, size_t len, const char *known)
{
	return dk_refuse_word("dax_kmem", dk->name, file, buf, len, known);
}

/*
 * Return value of a write. The freezer, and a signal whose handler has
 * SA_RESTART, restart the write; other signals end it with EINTR.
 */
ssize_t dax_kmem_written(int rc, size_t len)
{
	if (rc == -EINTR)
		return -ERESTARTSYS;
	return rc ?: len;
}

/**
 * dax_kmem_parse_blocks - parse a size as a number of memory blocks
 * @dk: the claim
 * @file: the attribute, for the log
 * @buf: the text
 * @len: length of the text
 * @blocks: receives the number of blocks
 *
 * Return: 0, or -EINVAL after a line in the log.
 */
int dax_kmem_parse_blocks(struct dax_kmem *dk, const char *file,
			  const char *buf, size_t len, u32 *blocks)
{
	u64 usable = dk_spanset_len(&dk->usable);
	u64 bytes, rest;

	if (dk_size_parse(buf, len, &bytes))
		return dax_kmem_refuse_word(dk, file, buf, len,
					    "a size in bytes or with suffix K, M, G or T");
	if (bytes > usable) {
		dk_err(dk, "%s: %llu bytes exceed the usable size of %llu bytes\n",
		       file, bytes, usable);
		return -EINVAL;
	}
	*blocks = div64_u64_rem(bytes, dk->block_size, &rest);
	if (rest) {
		dk_err(dk, "%s: %llu bytes are not a multiple of the block size, %llu bytes; round down to %llu\n",
		       file, bytes, dk->block_size, bytes - rest);
		return -EINVAL;
	}
	return 0;
}
