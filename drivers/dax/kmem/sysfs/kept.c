// SPDX-License-Identifier: GPL-2.0-only
/*
 * The driver attribute "kept": memory that stays online although its device is
 * no longer bound.
 */
#include <linux/capability.h>
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/sysfs.h>
#include <linux/user_namespace.h>
#include "claim/block.h"
#include "sysfs.h"

#define KEPT_LINE 162

/**
 * struct kept_line - a line to print
 * @addresses: the reader may see physical addresses
 * @text: receives the line
 */
struct kept_line {
	bool addresses;
	char *text;
};

/**
 * struct kept_blocks - the memory blocks of a range
 * @id: N of the first memoryN
 * @nr: number of blocks that the range can have
 * @plugged: number of blocks that exist
 * @online: number of blocks that are online
 */
struct kept_blocks {
	unsigned long id;
	u32 nr;
	u32 plugged;
	u32 online;
};

/* The extent of dk->usable inside @range; dk->usable.nr if there is none. */
static u32 extent_within(const struct dax_kmem *dk, struct dk_span range)
{
	const struct dk_span *v = dk->usable.v;
	u32 e = 0;

	while (e < dk->usable.nr &&
	       (v[e].start < range.start || v[e].end > range.end))
		e++;
	return e;
}

static void count_blocks(struct dax_kmem *dk, struct dk_span range,
			 struct kept_blocks *b)
{
	u32 e = extent_within(dk, range), first, i;

	*b = (struct kept_blocks){ 0 };
	if (e == dk->usable.nr)
		return;
	first = dax_kmem_first_block(dk, e);
	b->id = dax_kmem_block_id(dk, first);
	b->nr = dax_kmem_first_block(dk, e + 1) - first;
	for (i = first; i < first + b->nr; i++) {
		enum dk_block_state s = dax_kmem_block_state(dk, i, NULL);

		b->plugged += s != DK_BLOCK_ABSENT;
		b->online += s >= DK_BLOCK_KERNEL;
	}
}

/* Called under claims_lock, so a bind cannot take over the memory meanwhile. */
static void print_range(struct dax_kmem *dk, u32 i, void *arg)
{
	struct kept_line *line = arg;
	struct dk_span range = dk->ranges.v[i];
	struct kept_blocks b;
	char part[24], at[40], block[24];

	count_blocks(dk, range, &b);
	if (!line->addresses)
		range = (struct dk_span){ 0, 1 };	/* prints zeros */
	scnprintf(part, sizeof(part), "%u/%u", i + 1, dk->ranges.nr);
	scnprintf(at, sizeof(at), "%#018llx-%#018llx", range.start,
		  range.end - 1);
	scnprintf(block, sizeof(block), b.nr ? "memory%lu" : "-", b.id);
	scnprintf(line->text, KEPT_LINE + 1,
		  "%-31s %-11s %s %4d %-16s %8u %16llu %16llu %-14s\n",
		  dk->name, part, at, dk->node, block, b.nr,
		  b.plugged * dk->block_size, b.online * dk->block_size,
		  dk_policy_word(READ_ONCE(dk->policy)));
}

/* struct dk_lines.print */
static bool print_kept(u64 nth, char *text, void *arg)
{
	struct kept_line *line = arg;

	line->text = text;
	return dax_kmem_kept_range(nth, print_range, line);
}

/*
 * Every user can read which memory blocks are kept, as in
 * /sys/devices/system/memory. Addresses read as zeros if the file was opened
 * without CAP_SYS_ADMIN, as in /proc/iomem.
 */
static ssize_t kept_read(struct file *file, struct kobject *kobj,
			 DK_CONST_BIN struct bin_attribute *attr,
			 char *buf, loff_t off, size_t count)
{
	struct kept_line line = {
		.addresses = file_ns_capable(file, &init_user_ns,
					     CAP_SYS_ADMIN),
	};
	struct dk_lines lines = { KEPT_LINE, print_kept, &line };

	return dax_kmem_lines_read(&lines, buf, off, count);
}
static BIN_ATTR_RO(kept, 0);

static DK_CONST_BIN struct bin_attribute *kept_bin_attrs[] = {
	&bin_attr_kept,
	NULL,
};

const struct attribute_group dax_kmem_kept_group = {
	.bin_attrs = kept_bin_attrs,
};
