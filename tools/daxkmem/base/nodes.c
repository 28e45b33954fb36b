// SPDX-License-Identifier: LGPL-2.1-or-later
/* NUMA nodes, from sysfs. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "nodes.h"

#define NODES "/sys/devices/system/node"

long long node_meminfo(struct daxkmem_ctx *ctx, int node, const char *key)
{
	long long kb = -1;
	char *text, *line;

	if (node < 0 ||
	    root_read_all(ctx, &text, NODES "/node%d/meminfo", node) < 0)
		return -1;
	line = strstr(text, key);
	if (line && sscanf(line + strlen(key), "%lld", &kb) != 1)
		kb = -1;
	free(text);
	return kb < 0 ? -1 : kb * 1024;
}

long long node_used(struct daxkmem_ctx *ctx, int node)
{
	long long total = node_meminfo(ctx, node, "MemTotal:");
	long long left = node_meminfo(ctx, node, "MemFree:");

	return total < 0 || left < 0 ? -1 : total - left;
}

bool node_possible(struct daxkmem_ctx *ctx, int node, char *list, size_t len)
{
	const char *s = list;
	int first, last, n;

	if (node < 0 || root_read(ctx, list, len, NODES "/possible") <= 0)
		return true;
	for (; sscanf(s, "%d%n", &first, &n) == 1; s += n + (s[n] == ',')) {
		s += n;
		n = 0;
		last = first;
		if (*s == '-' && sscanf(s, "-%d%n", &last, &n) != 1)
			return true;
		if (node >= first && node <= last)
			return true;
	}
	return false;
}

int nodes_with_memory(struct daxkmem_ctx *ctx, int **nodes)
{
	char **names;
	int i, n, end, found = 0, nr = root_list(ctx, &names, NODES);

	if (nr < 0)
		return nr;
	*nodes = calloc(nr + 1, sizeof(**nodes));
	for (i = 0; *nodes && i < nr; i++)
		if (sscanf(names[i], "node%d%n", &n, &end) == 1 &&
		    !names[i][end] && node_meminfo(ctx, n, "MemTotal:") > 0)
			(*nodes)[found++] = n;
	root_list_free(names, nr);
	return *nodes ? found : -ENOMEM;
}
