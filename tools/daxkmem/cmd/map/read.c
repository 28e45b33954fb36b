// SPDX-License-Identifier: GPL-2.0-or-later
/* Read the data of the picture. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cmd/map/map.h"
#include "base/nodes.h"
#include "ops/device.h"

/* Reading a page takes about 100 ns, this much memory a second or two. */
#define LOOK_AT (64LL << 30)

/* Returns the online bytes of all devices. The blocks must have been read. */
static long long online_bytes(const struct map *m)
{
	const struct map_device *d;
	long long bytes = 0;
	int i, k;

	for (i = 0; i < m->nr; i++) {
		d = &m->devices[i];
		for (k = 0; k < d->nr; k++)
			bytes += d->blocks[k].online ? d->block_size : 0;
	}
	return bytes;
}

static int read_use(struct map_device *d, int one_of)
{
	d->used = calloc(d->nr + 1, sizeof(*d->used));
	if (!d->used)
		return -ENOMEM;
	return daxkmem_blocks_used(ctx, d->kept ? NULL : d->d, d->blocks, d->nr,
				   one_of, d->used);
}

/* Without permission to read the use, draw the picture without it. */
static int read_all_use(struct map *m)
{
	int i, rc = 0;

	if (daxkmem_blocks_used(ctx, NULL, NULL, 0, 1, NULL))
		return 0;
	m->one_of = (online_bytes(m) + LOOK_AT - 1) / LOOK_AT ?: 1;
	for (i = 0; !rc && i < m->nr; i++)
		if (m->devices[i].drawn)
			rc = read_use(&m->devices[i], m->one_of);
	return rc;
}

/* @nr: number of blocks that were read, or a negative errno */
static int take_blocks(struct map_device *md, int nr)
{
	md->block_size = daxkmem_block_size(ctx);
	if (nr >= 0 && md->block_size < 0) {
		free(md->blocks);
		md->blocks = NULL;
		nr = md->block_size;
	}
	md->drawn = nr >= 0;
	md->nr = nr < 0 ? 0 : nr;
	return nr < 0 ? nr : 0;
}

static int add_kept(struct map_device *md, const struct kept *kept)
{
	md->kept = kept;
	md->node = kept->k->node;
	return take_blocks(md, daxkmem_kept_blocks(ctx, kept->k, &md->blocks));
}

static int add_device(struct map *m, struct daxkmem_device *d)
{
	struct map_device *md = &m->devices[m->nr++];
	const struct kept *kept = kept_by_device(&m->kept, device_name(d));
	int rc;

	md->d = d;
	if (kept)
		return add_kept(md, kept);
	md->node = daxkmem_device_number(d, DAXKMEM_NODE);
	if (!daxkmem_device_attached(d))
		return 0;
	rc = take_blocks(md, daxkmem_device_blocks(d, &md->blocks));
	/* the device may have been detached just now */
	return rc == -ENOENT ? 0 : rc;
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Add the nodes of the devices and, with @all, the other nodes with memory. */
static int add_nodes(struct map *m, bool all)
{
	int i, k, *v = NULL, nr = all ? nodes_with_memory(ctx, &v) : 0;
	int *more;

	/* without NUMA, use only the nodes of the devices */
	nr = nr < 0 ? 0 : nr;
	more = reallocarray(v, nr + m->nr + 1, sizeof(*v));
	if (!more) {
		free(v);
		return -ENOMEM;
	}
	for (i = 0; i < m->nr; i++) {
		for (k = 0; k < nr && more[k] != m->devices[i].node; k++)
			;
		if (k == nr && m->devices[i].node >= 0)
			more[nr++] = m->devices[i].node;
	}
	qsort(more, nr, sizeof(*more), by_number);
	m->nodes = more;
	m->nr_nodes = nr;
	return 0;
}

/* Add kept memory of devices that no longer exist. */
static int add_gone(struct map *m)
{
	int i, rc = 0;

	for (i = 0; !rc && i < m->kept.nr; i++)
		if (!*m->kept.v[i].device)
			rc = add_kept(&m->devices[m->nr++], &m->kept.v[i]);
	return rc;
}

/*
 * Read devices and their nodes. With @all_nodes, include nodes without devices
 * and memory of devices that no longer exist. Returns 0, or a negative errno. Call
 * map_free() before freeing the devices, even after an error.
 */
int map_read(struct map *m, struct daxkmem_device **v, int nr, bool all_nodes)
{
	int i, rc = 0;

	memset(m, 0, sizeof(*m));
	kept_read(&m->kept);
	m->devices = calloc(nr + m->kept.nr + 1, sizeof(*m->devices));
	if (!m->devices)
		return -ENOMEM;
	for (i = 0; !rc && i < nr; i++)
		rc = add_device(m, v[i]);
	if (!rc && all_nodes)
		rc = add_gone(m);
	if (!rc)
		rc = add_nodes(m, all_nodes);
	return rc ?: read_all_use(m);
}

/* Returns -1 if not known. */
long long map_device_online(const struct map_device *d)
{
	return d->kept ? d->kept->k->online :
			 daxkmem_device_number(d->d, DAXKMEM_ONLINE);
}

long long map_other_memory(const struct map *m, int node)
{
	long long bytes = node_meminfo(ctx, node, "MemTotal:"), online;
	int i;

	for (i = 0; i < m->nr && bytes >= 0; i++) {
		if (m->devices[i].node != node)
			continue;
		online = map_device_online(&m->devices[i]);
		if (m->devices[i].d && daxkmem_device_in_tree(m->devices[i].d))
			return -1;
		bytes -= online > 0 ? online : 0;
	}
	/* MemTotal lacks excluded pages, so the rest may be negative */
	return bytes < 0 ? (bytes == -1 ? -1 : 0) : bytes;
}

long long map_device_used(const struct map_device *d)
{
	long long bytes = 0;
	int i;

	for (i = 0; d->used && i < d->nr; i++)
		bytes += d->used[i];
	return d->used ? bytes : -1;
}

void map_free(struct map *m)
{
	int i;

	for (i = 0; i < m->nr; i++) {
		free(m->devices[i].used);
		free(m->devices[i].blocks);
	}
	free(m->devices);
	free(m->nodes);
	kept_free(&m->kept);
}
