// SPDX-License-Identifier: GPL-2.0-only
/* What the files have in common when they are written. */
#include <linux/errno.h>
#include <linux/kernel.h>
#include "compat/compat.h"
#include "core/size.h"
#include "sysfs.h"

/* The log's line for a word that a file does not take. Returns -EINVAL. */
int dk_refuse_word(const char *driver, const char *name, const char *file,
		   const char *buf, size_t len, const char *known)
{
	if (len && buf[len - 1] == '\n')
		len--;
	pr_err("%s %s: %s: \"%*pE\" is not a word for it; write %s\n", driver,
	       name, file, (int)min_t(size_t, len, 32), buf, known);
	return -EINVAL;
}

DK_EXPORT(dk_refuse_word);

/* A word that nobody knows, made printable, without the newline of echo. */
int dax_kmem_refuse_word(struct dax_kmem *dk, const char *file,
			 const char *buf, size_t len, const char *known)
{
	return dk_refuse_word("dax_kmem", dk->name, file, buf, len, known);
}

/*
 * A signal whose handler wants system calls to go on, and the freezer, have
 * the write done again from the start; others end it with EINTR.
 */
ssize_t dax_kmem_written(int rc, size_t len)
{
	if (rc == -EINTR)
		return -ERESTARTSYS;
	return rc ?: len;
}

/**
 * dax_kmem_parse_blocks - a size of so many whole blocks of a device
 * @dk: the claim
 * @file: the file that it was written to, for the log
 * @buf: what was written
 * @len: its length
 * @blocks: receives the number
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
					    "a size in bytes, or with K, M, G or T");
	if (bytes > usable) {
		dk_err(dk, "%s: %llu bytes are more than the %llu that are usable\n",
		       file, bytes, usable);
		return -EINVAL;
	}
	*blocks = div64_u64_rem(bytes, dk->block_size, &rest);
	if (rest) {
		dk_err(dk, "%s: %llu bytes are not whole memory blocks of %llu bytes; %llu would be\n",
		       file, bytes, dk->block_size, bytes - rest);
		return -EINVAL;
	}
	return 0;
}
