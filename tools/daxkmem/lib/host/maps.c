// SPDX-License-Identifier: LGPL-2.1-or-later
/* Memory that a process has mapped on a node and in memory blocks. */
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/host/owners.h"

/* Documentation/admin-guide/mm/pagemap.rst */
#define PRESENT (1ULL << 63)
#define PFN(entry) ((entry) & ((1ULL << 55) - 1))

#define PIECE 4096	/* pagemap entries per read */

/* @line: "7f5000000000 default anon=25 N0=5 N1=20 kernelpagesize_kB=4" */
static long long line_node_bytes(const char *line, int node)
{
	const char *count = strstr(line, say(" N%d=", node));
	const char *unit = strstr(line, " kernelpagesize_kB=");
	long long pages, kb;

	if (!count || !unit)
		return 0;
	pages = atoll(strchr(count, '=') + 1);
	kb = atoll(strchr(unit, '=') + 1);
	return pages * kb * 1024;
}

/* Returns the bytes that a process has mapped on a node, or an errno. */
long long maps_node_bytes(struct daxkmem_ctx *ctx, pid_t pid, int node)
{
	char *text, *next, *line;
	long long bytes = 0;
	int rc = root_read_all(ctx, &text, "/proc/%d/numa_maps", pid);

	if (rc < 0)
		return rc;
	next = text;
	while ((line = strsep(&next, "\n")))
		bytes += line_node_bytes(line, node);
	free(text);
	return bytes;
}

static bool is_in(const struct blockset *s, unsigned long long addr)
{
	unsigned long id = addr / s->block_size;
	int low = 0, high = s->nr, mid;

	while (low < high) {
		mid = (low + high) / 2;
		if (s->blocks[mid].id < id)
			low = mid + 1;
		else
			high = mid;
	}
	return low < s->nr && s->blocks[low].id == id &&
	       s->blocks[low].online;
}

static long long count_range(int pagemap, const struct blockset *s,
			     unsigned long long start, unsigned long long end)
{
	long page = sysconf(_SC_PAGESIZE);
	long long bytes = 0;
	uint64_t v[PIECE];
	size_t want;
	ssize_t i, n;

	for (; start < end; start += n * page) {
		want = (end - start) / page;
		n = pread(pagemap, v, (want < PIECE ? want : PIECE) * sizeof(*v),
			  start / page * sizeof(*v));
		n /= (ssize_t)sizeof(*v);
		if (n <= 0)
			break;
		for (i = 0; i < n; i++)
			if (v[i] & PRESENT && is_in(s, PFN(v[i]) * page))
				bytes += page;
	}
	return bytes;
}

/* Both files are sorted by address, but only maps has the end of a mapping. */
static long long count_maps(int pagemap, const struct blockset *s, char *maps,
			    char *numa)
{
	unsigned long long start, end, wanted;
	char *area, *line;
	long long bytes = 0;

	while ((line = strsep(&numa, "\n"))) {
		if (!line_node_bytes(line, s->node))
			continue;
		wanted = strtoull(line, NULL, 16);
		while ((area = strsep(&maps, "\n")))
			if (sscanf(area, "%llx-%llx", &start, &end) == 2 &&
			    start >= wanted)
				break;
		if (area && start == wanted)
			bytes += count_range(pagemap, s, start, end);
	}
	return bytes;
}

/*
 * Returns the bytes that a process has mapped in these blocks, or a negative
 * errno. Only reads the pagemap of mappings with pages on the blocks' node.
 */
long long maps_bytes_in(pid_t pid, const struct blockset *s)
{
	char path[PATH_MAX], *maps = NULL, *numa = NULL;
	long long bytes = root_path(s->ctx, path, "/proc/%d/pagemap", pid);
	int fd = bytes ? -1 : open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0)
		return bytes ?: -errno;
	bytes = root_read_all(s->ctx, &maps, "/proc/%d/maps", pid);
	if (bytes >= 0)
		bytes = root_read_all(s->ctx, &numa, "/proc/%d/numa_maps", pid);
	if (bytes >= 0)
		bytes = count_maps(fd, s, maps, numa);
	free(numa);
	free(maps);
	close(fd);
	return bytes;
}
