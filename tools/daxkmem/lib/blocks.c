// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory blocks: their size, and the driver's list of an attached device's. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "private.h"

/* The kernel prints this attribute as a hexadecimal number without 0x. */
long long daxkmem_block_size(struct daxkmem_ctx *ctx)
{
	char text[WORD_LEN], *end;
	long long bytes;
	int rc = root_read(ctx, text, sizeof(text), MEMORY "/block_size_bytes");

	if (rc < 0)
		return rc;
	bytes = strtoll(text, &end, 16);
	return *end || bytes <= 0 ? -EPROTO : bytes;
}

/* "memory34  online  Movable  0" */
static int parse(const char *line, struct daxkmem_block *b)
{
	char state[16], zone[sizeof(b->zone)];

	if (sscanf(line, "memory%lu %15s %15s %lu", &b->id, state, zone,
		   &b->bad) != 4)
		return -EPROTO;
	b->plugged = strcmp(state, "unplugged");
	b->online = !strcmp(state, "online");
	strcpy(b->zone, strcmp(zone, "-") ? zone : "");
	return 0;
}

static int count_lines(const char *text)
{
	int nr = 0;

	while ((text = strchr(text, '\n'))) {
		text++;
		nr++;
	}
	return nr;
}

static int parse_all(char *text, struct daxkmem_block *v)
{
	char *line, *next = text;
	int nr = 0;

	while ((line = strsep(&next, "\n")) && next)
		if (parse(line, &v[nr++]))
			return -EPROTO;
	return nr;
}

int daxkmem_device_blocks(const struct daxkmem_device *d,
			  struct daxkmem_block **blocks)
{
	struct daxkmem_block *v;
	char *text;
	int nr = root_read_all(d->ctx, &text, "%s/dax_kmem/blocks", d->dir);

	if (nr < 0)
		return nr;
	v = calloc(count_lines(text) + 1, sizeof(*v));
	nr = v ? parse_all(text, v) : -ENOMEM;
	free(text);
	if (nr < 0)
		free(v);
	else
		*blocks = v;
	return nr;
}
