// SPDX-License-Identifier: GPL-2.0-or-later
/* Metrics of the nodes of devices and of kept memory. */
#include <stdlib.h>
#include <string.h>
#include "cmd/metrics/metrics.h"

#define NODES "/sys/devices/system/node"
#define PREFIX "daxkmem_node_"

static struct json_object *labels_of(int node)
{
	return labels_new("node", say("%d", node));
}

/* Returns a line of a node's meminfo in bytes; -1 if not known. */
static long long meminfo(int node, const char *key)
{
	long long kb = -1;
	const char *line;
	char *text;

	if (root_read_all(ctx, &text, NODES "/node%d/meminfo", node) < 0)
		return -1;
	line = strstr(text, key);
	if (!line || sscanf(line + strlen(key), "%lld", &kb) != 1)
		kb = -1;
	free(text);
	return kb < 0 ? -1 : kb * 1024;
}

static long long used(int node)
{
	long long total = meminfo(node, "MemTotal:");
	long long left = meminfo(node, "MemFree:");

	return total < 0 || left < 0 ? -1 : total - left;
}

/* Returns the kernel's figure for the nearest initiators, or NULL. */
static struct json_object *figure(int node, const char *file, double unit)
{
	long long n = root_number(ctx, NODES "/node%d/access0/initiators/%s",
				  node, file);

	return n <= 0 ? NULL : json_object_new_double(n * unit);
}

static int by_number(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

/* Sort and remove duplicates. Returns the number of nodes. */
static int each_once(int *nodes, int n)
{
	int i, once = 0;

	if (n)
		qsort(nodes, n, sizeof(*nodes), by_number);
	for (i = 0; i < n; i++)
		if (!once || nodes[once - 1] != nodes[i])
			nodes[once++] = nodes[i];
	return once;
}

/* A node's memory includes memory that is not from dax devices. */
static void add_memory(struct json_object *families, const int *nodes, int nr)
{
	struct json_object *total, *left, *taken;
	int i;

	total = family_add(families, PREFIX "memory_total_bytes",
			   "Total memory of the node, including memory that is not from dax devices.");
	left = family_add(families, PREFIX "memory_free_bytes",
			  "Free memory of the node.");
	taken = family_add(families, PREFIX "memory_used_bytes",
			   "Memory of the node that is not free.");
	for (i = 0; i < nr; i++) {
		sample_add(total, labels_of(nodes[i]),
			   json_count(meminfo(nodes[i], "MemTotal:")));
		sample_add(left, labels_of(nodes[i]),
			   json_count(meminfo(nodes[i], "MemFree:")));
		sample_add(taken, labels_of(nodes[i]),
			   json_count(used(nodes[i])));
	}
}

static void add_speed(struct json_object *families, const int *nodes, int nr)
{
	struct json_object *latency, *bandwidth;
	int i;

	latency = family_add(families, PREFIX "read_latency_seconds",
			     "Read latency, as firmware reports it.");
	bandwidth = family_add(families, PREFIX "read_bandwidth_bytes_per_second",
			       "Read bandwidth, as firmware reports it.");
	for (i = 0; i < nr; i++) {
		sample_add(latency, labels_of(nodes[i]),
			   figure(nodes[i], "read_latency", 1e-9));
		sample_add(bandwidth, labels_of(nodes[i]),
			   figure(nodes[i], "read_bandwidth", 1e6));
	}
}

void metrics_nodes(struct json_object *families, struct daxkmem_device **v,
		   int nr, const struct daxkmem_kept *kept, int nr_kept)
{
	int room = nr + (nr_kept > 0 ? nr_kept : 0) + 1;
	int *nodes = calloc(room, sizeof(*nodes)), i, n = 0;

	if (!nodes)
		return;
	for (i = 0; i < nr; i++)
		if (daxkmem_device_number(v[i], DAXKMEM_NODE) >= 0)
			nodes[n++] = daxkmem_device_number(v[i], DAXKMEM_NODE);
	for (i = 0; i < nr_kept; i++)
		nodes[n++] = kept[i].node;
	n = each_once(nodes, n);
	add_memory(families, nodes, n);
	add_speed(families, nodes, n);
	free(nodes);
}
