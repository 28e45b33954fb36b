// SPDX-License-Identifier: LGPL-2.1-or-later
/* Find processes with pages in memory blocks, largest first. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include "lib/host/owners.h"

static int by_bytes(const void *a, const void *b)
{
	const struct process *x = a, *y = b;

	if (x->bytes != y->bytes)
		return x->bytes > y->bytes ? -1 : 1;
	return x->pid < y->pid ? -1 : x->pid > y->pid;
}

static void sort(struct processes *p)
{
	if (p->nr)
		qsort(p->v, p->nr, sizeof(*p->v), by_bytes);
}

static int add(struct processes *p, pid_t pid, long long bytes)
{
	struct process *more = reallocarray(p->v, p->nr + 1, sizeof(*more));

	if (!more)
		return -ENOMEM;
	p->v = more;
	more[p->nr++] = (struct process){ .pid = pid, .bytes = bytes };
	return 0;
}

static time_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec;
}

/* @end: 0 for no time limit. */
static bool is_late(time_t end)
{
	return end && now() >= end;
}

/*
 * Add all processes with pages on the node, and their bytes on the whole node.
 * This is slow: the kernel walks through all memory of a process.
 */
static int on_node(struct daxkmem_ctx *ctx, struct processes *p, int node,
		   time_t end)
{
	char **names;
	long long bytes;
	int i, rc = 0, nr = root_list(ctx, &names, "/proc");

	if (nr < 0)
		return nr;
	for (i = 0; !rc && i < nr; i++) {
		if (strspn(names[i], "0123456789") != strlen(names[i]))
			continue;
		if (is_late(end)) {
			p->skipped++;
			continue;
		}
		bytes = maps_node_bytes(ctx, atoi(names[i]), node);
		if (bytes == -EACCES || bytes == -EPERM)
			p->hidden++;
		else if (bytes > 0)
			rc = add(p, atoi(names[i]), bytes);
	}
	root_list_free(names, nr);
	return rc;
}

static void describe(struct daxkmem_ctx *ctx, struct process *p)
{
	char *text, *line;

	p->pinned = -1;
	if (root_read(ctx, p->command, sizeof(p->command), "/proc/%d/comm",
		      p->pid) < 0)
		strcpy(p->command, "?");
	if (root_read_all(ctx, &text, "/proc/%d/status", p->pid) < 0)
		return;
	line = strstr(text, "\nVmPin:");
	if (line)
		p->pinned = atoll(line + strlen("\nVmPin:")) * 1024;
	free(text);
}

/*
 * Reduce the bytes to those in the blocks, and drop processes without any, such
 * as processes that have ended.
 */
static void in_blocks(struct processes *p, const struct blockset *s, int most,
		      time_t end)
{
	int i, kept = 0;

	if (most && p->nr > most) {
		p->skipped += p->nr - most;
		p->nr = most;
	}
	for (i = 0; i < p->nr; i++) {
		if (is_late(end)) {
			p->skipped++;
			continue;
		}
		p->v[i].bytes = maps_bytes_in(p->v[i].pid, s);
		if (p->v[i].bytes == -EACCES || p->v[i].bytes == -EPERM)
			p->hidden++;
		if (p->v[i].bytes > 0)
			p->v[kept++] = p->v[i];
	}
	p->nr = kept;
}

/**
 * processes_find - find the processes that have mapped pages of blocks
 * @p: receives the processes; free it with processes_free()
 * @most: number of processes to read, largest on the node first; 0: all
 * @seconds: time limit; 0: none
 *
 * Shared pages count for each process. Returns 0, or a negative errno.
 */
int processes_find(struct processes *p, const struct blockset *s, int most,
		   int seconds)
{
	time_t end = seconds ? now() + seconds : 0;
	int i, rc;

	memset(p, 0, sizeof(*p));
	rc = on_node(s->ctx, p, s->node, end);
	if (rc)
		return rc;
	sort(p);
	in_blocks(p, s, most, end);
	sort(p);
	for (i = 0; i < p->nr; i++)
		describe(s->ctx, &p->v[i]);
	return 0;
}

void processes_free(struct processes *p)
{
	free(p->v);
}
