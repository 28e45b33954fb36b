// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * /proc/zoneinfo lists all zones of each node in the same order, even without
 * memory. The node's statistics are in its first zone with memory.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/private.h"
#include "lib/host/zoneinfo.h"
#include "room.h"

struct zones {
	int node;
	int nr;			/* index of the zone in its node */
	int normal;		/* index of ZONE_NORMAL, the last kernel zone */
	struct dk_zone_room zone;
	struct dk_kernel_room sum;
};

/* "protection: (0, 3018, 24090)": reserve against requests for each zone */
static void take_protection(struct zones *z, const char *list)
{
	int i;

	for (i = 0; i < z->normal && list; i++) {
		list = strchr(list, ',');
		list = list ? list + 1 : NULL;
	}
	if (list)
		z->zone.reserve = strtoull(list, NULL, 10);
}

static void take_number(struct zones *z, const char *key, u64 value)
{
	if (!strcmp(key, "nr_slab_reclaimable"))
		z->sum.slab += value;
	else if (!strcmp(key, "high"))
		z->zone.high = value;
	else if (!strcmp(key, "low"))
		z->zone.low = value;
	else if (!strcmp(key, "nr_free_pages"))
		z->zone.free = value;
	else if (!strcmp(key, "nr_zone_inactive_file") ||
		 !strcmp(key, "nr_zone_active_file"))
		z->zone.file += value;
}

/* Returns the zone's name in "Node 0, zone   Normal"; NULL for other lines. */
static const char *begin_zone(struct zones *z, const char *line)
{
	int node, name = 0;

	if (sscanf(line, "Node %d, zone %n", &node, &name) != 1 || !name)
		return NULL;
	z->nr = node == z->node ? z->nr + 1 : 0;
	z->node = node;
	return line + name;
}

static void find_normal(struct zones *z, const char *text)
{
	const char *line, *name;

	z->node = -1;
	z->normal = -1;
	for (line = text; line && z->normal < 0; line = strchr(line, '\n')) {
		line += *line == '\n';
		name = begin_zone(z, line);
		if (name && !strncmp(name, "Normal\n", 7))
			z->normal = z->nr;
	}
	z->node = -1;
}

/* The numbers of a zone without memory are zero or missing: it adds nothing. */
static void end_zone(struct zones *z)
{
	if (z->node >= 0 && z->nr <= z->normal)
		dk_room_add_zone(&z->sum, &z->zone);
	z->zone = (struct dk_zone_room){ };
}

static void take_line(struct zones *z, const char *line)
{
	char key[64], *list = strstr(line, "protection: (");
	u64 value;

	if (list)
		take_protection(z, strchr(list, '(') + 1);
	else if (sscanf(line, " %63s %llu", key, &value) == 2)
		take_number(z, key, value);
}

/**
 * kernel_room - get the memory that is available to the kernel itself
 *
 * Calculates like the driver. Returns bytes; -1 if not known.
 */
long long kernel_room(struct daxkmem_ctx *ctx)
{
	struct zones z = { };
	char *text, *rest, *line;

	if (root_read_all(ctx, &text, "/proc/zoneinfo") < 0)
		return -1;
	find_normal(&z, text);
	rest = text;
	while (z.normal >= 0 && (line = strsep(&rest, "\n"))) {
		if (!strncmp(line, "Node ", 5)) {
			end_zone(&z);
			begin_zone(&z, line);
		} else {
			take_line(&z, line);
		}
	}
	end_zone(&z);
	free(text);
	if (z.normal < 0)
		return -1;
	return (long long)dk_room_available(&z.sum) * sysconf(_SC_PAGESIZE);
}

/* True if the node has memory outside ZONE_MOVABLE, or if this is not known. */
bool node_has_kernel_memory(struct daxkmem_ctx *ctx, int node)
{
	char list[TEXT_LEN], *rest = list, *part;
	int first, last, n;

	if (root_read(ctx, list, sizeof(list), "/sys/devices/system/node/has_normal_memory") <= 0)
		return true;
	while ((part = strsep(&rest, ","))) {
		n = sscanf(part, "%d-%d", &first, &last);
		if (n == 1)
			last = first;
		if (n >= 1 && node >= first && node <= last)
			return true;
	}
	return false;
}
