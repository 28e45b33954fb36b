// SPDX-License-Identifier: LGPL-2.1-or-later
/* Collect the memory blocks of a device, or one block by its number. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/host/blockset.h"

/* Read a block from sysfs. Returns 0, or -ENODEV if it does not exist. */
static int read_block(struct daxkmem_ctx *ctx, struct daxkmem_block *b,
		      unsigned long id)
{
	char word[WORD_LEN];

	*b = (struct daxkmem_block){ .id = id };
	if (root_read(ctx, word, sizeof(word), MEMORY "/memory%lu/state",
		      id) < 0)
		return -ENODEV;
	b->plugged = true;
	b->online = !strcmp(word, "online");
	/* for an offline block, valid_zones lists the possible zones */
	if (b->online &&
	    root_read(ctx, word, sizeof(word), MEMORY
		      "/memory%lu/valid_zones", id) > 0 &&
	    strlen(word) < sizeof(b->zone) && strcmp(word, "none"))
		strcpy(b->zone, word);
	return 0;
}

/* @absent: add a block that does not exist, as unplugged */
static int add_block(struct blockset *s, unsigned long id, bool absent)
{
	struct daxkmem_block *more =
		reallocarray(s->blocks, s->nr + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	s->blocks = more;
	if (!read_block(s->ctx, &more[s->nr], id) || absent)
		s->nr++;
	return 0;
}

/* The in-tree driver has no list of blocks, so derive it from the addresses. */
static int add_ranges(struct blockset *s, const struct daxkmem_device *d)
{
	unsigned long long size = s->block_size, at;
	struct daxkmem_range *v;
	int i, rc = 0, nr = daxkmem_device_ranges(d, &v);

	if (nr < 0)
		return nr;
	for (i = 0; i < nr; i++)
		for (at = (v[i].start + size - 1) / size * size;
		     !rc && at + size <= v[i].end; at += size)
			rc = add_block(s, at / size, false);
	free(v);
	return rc;
}

/* If the list is unreadable, as without root, treat no page as bad. */
static void add_bad(struct blockset *s, const struct daxkmem_device *d)
{
	s->nr_bad = daxkmem_device_bad(d, &s->bad);
	if (s->nr_bad < 0)
		s->nr_bad = 0;
}

static int begin(struct daxkmem_ctx *ctx, struct blockset *s)
{
	memset(s, 0, sizeof(*s));
	s->ctx = ctx;
	s->block_size = daxkmem_block_size(ctx);
	return s->block_size < 0 ? s->block_size : 0;
}

/**
 * blockset_of_device - collect the blocks of a device
 * @s: receives the blocks; free it with blockset_free()
 *
 * Returns 0, or a negative errno: -ENOENT if the device is not used as memory;
 * -EACCES without root.
 */
int blockset_of_device(struct blockset *s, const struct daxkmem_device *d)
{
	int rc = begin(d->ctx, s);

	if (rc)
		return rc;
	snprintf(s->name, sizeof(s->name), "%s", d->name);
	s->node = daxkmem_device_number(d, DAXKMEM_NODE);
	if (daxkmem_device_in_tree(d)) {
		rc = add_ranges(s, d);
	} else {
		rc = daxkmem_device_blocks(d, &s->blocks);
		s->nr = rc < 0 ? 0 : rc;
	}
	if (rc < 0)
		blockset_free(s);
	else
		add_bad(s, d);
	return rc < 0 ? rc : 0;
}

static int node_of(struct daxkmem_ctx *ctx, unsigned long id)
{
	char **names;
	int i, n, end, node = -1;
	int nr = root_list(ctx, &names, MEMORY "/memory%lu", id);

	for (i = 0; i < nr; i++)
		if (sscanf(names[i], "node%d%n", &n, &end) == 1 &&
		    !names[i][end])
			node = n;
	if (nr >= 0)
		root_list_free(names, nr);
	return node;
}

/* Find the device that owns a block, and its bad pages in the block. */
static void add_owner(struct blockset *s, unsigned long id)
{
	struct daxkmem_device **v;
	struct daxkmem_block *b;
	int i, k, n, nr = daxkmem_devices(s->ctx, &v);

	for (i = 0; i < nr; i++) {
		n = daxkmem_device_blocks(v[i], &b);
		for (k = 0; k < n; k++)
			if (b[k].id == id && b[k].plugged)
				break;
		if (n >= 0)
			free(b);
		if (n > 0 && k < n) {
			add_bad(s, v[i]);
			break;
		}
	}
	if (nr >= 0)
		daxkmem_devices_free(v, nr);
}

/* Collect one block, regardless of owner. -ENODEV if it does not exist. */
int blockset_of_block(struct daxkmem_ctx *ctx, struct blockset *s,
		      unsigned long id)
{
	int rc = begin(ctx, s);

	if (!rc)
		rc = add_block(s, id, false);
	if (!rc && !s->nr)
		rc = -ENODEV;
	if (rc) {
		blockset_free(s);
		return rc;
	}
	snprintf(s->name, sizeof(s->name), "memory%lu", id);
	s->node = node_of(ctx, id);
	add_owner(s, id);
	return 0;
}

int daxkmem_kept_blocks(struct daxkmem_ctx *ctx, const struct daxkmem_kept *kept,
			struct daxkmem_block **blocks)
{
	const struct daxkmem_kept_range *r = kept->ranges;
	struct blockset s;
	unsigned long n;
	int i, rc = begin(ctx, &s);

	for (i = 0; !rc && i < kept->nr_ranges; i++, r++)
		for (n = 0; !rc && n < r->nr_blocks; n++)
			rc = add_block(&s, r->block + n, true);
	if (rc) {
		blockset_free(&s);
		return rc;
	}
	*blocks = s.blocks;
	return s.nr;
}

void blockset_free(struct blockset *s)
{
	free(s->blocks);
	free(s->bad);
	memset(s, 0, sizeof(*s));
}
