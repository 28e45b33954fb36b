// SPDX-License-Identifier: GPL-2.0-or-later
/* The kinds of pages in memory blocks, with advice for each. */
#include <stdlib.h>
#include "host/nodes.h"
#include "ops/hugepages.h"
#include "why/why.h"

/* Bytes of a kind, in online blocks where it has this mobility. */
long long why_kind_bytes(const struct why *w, enum page_kind kind,
			 enum page_moves moves)
{
	long long bytes = 0;
	int i;

	for (i = 0; i < w->set.nr; i++)
		if (w->set.blocks[i].online &&
		    page_kind_moves(kind, w->set.blocks[i].zone) == moves)
			bytes += w->census[i].bytes[kind];
	return bytes;
}

/* Another node with memory; -1 if there is none. */
static int other_node(int node)
{
	int i, found = -1, *v = NULL, nr = nodes_with_memory(&v);

	for (i = 0; i < nr && found < 0; i++)
		if (v[i] != node)
			found = v[i];
	free(v);
	return found;
}

static const char *advise_process(const struct why *w)
{
	int to = other_node(w->set.node);

	if (!w->processes.nr || to < 0)
		return "offlining moves it";
	return say("offlining moves it; migratepages %d %d %d does so before",
		   w->processes.v[0].pid, w->set.node, to);
}

static const char *const advice[NR_PAGE_KINDS] = {
	[PAGE_CACHE] = "offlining moves it; echo 1 > /proc/sys/vm/drop_caches frees what is clean and on disk",
	[PAGE_MLOCKED] = "offlining moves it, locked or not",
	[PAGE_HUGETLB] = "offlining dissolves what is free, and moves the rest to huge pages of another node, if those can be had",
	[PAGE_SLAB] = "echo 2 > /proc/sys/vm/drop_caches frees what of it is dentries and inodes; the rest, only a reboot",
	[PAGE_TABLES] = "end the processes whose memory they map; else a reboot",
	[PAGE_ZERO] = "the kernel lets it go when huge pages are out of use; else a reboot",
	[PAGE_RESERVED] = "the kernel keeps it; only a reboot frees it",
	[PAGE_DRIVER] = "a balloon or another driver of memory has it, and decides",
	[PAGE_MEMMAP] = "goes with its block",
	[PAGE_BAD] = "is in nobody's way",
};

/* Advice for pages of this kind. */
const char *why_advice(const struct why *w, enum page_kind kind,
		       enum page_moves moves)
{
	if (kind == PAGE_ANON || kind == PAGE_THP)
		return advise_process(w);
	if (kind != PAGE_UNKNOWN)
		return advice[kind];
	return moves == PAGE_MOVES ?
	       "free in a CPU's list, or a driver's that offlining moves" :
	       "free in a CPU's list, or the memory map of other blocks: both go; the rest is the kernel's, until a reboot";
}

static void add_kind(struct json_object *list, const struct why *w,
		     enum page_kind kind, enum page_moves moves)
{
	static const char *const words[] = {
		[PAGE_ASIDE] = "aside",
		[PAGE_MOVES] = "yes",
		[PAGE_PERHAPS] = "perhaps",
		[PAGE_STAYS] = "no",
	};
	long long bytes = why_kind_bytes(w, kind, moves);
	struct json_object *o;

	if (!bytes)
		return;
	o = json_object_new_object();
	json_put_text(o, "kind", page_kind_name(kind));
	json_put_count(o, "size", bytes);
	json_put_text(o, "moves", words[moves]);
	json_put_text(o, "advice", why_advice(w, kind, moves));
	json_object_array_add(list, o);
}

/* List unmovable kinds first. */
struct json_object *why_kinds_json(const struct why *w)
{
	struct json_object *list = json_object_new_array();
	int k, moves;

	for (moves = PAGE_STAYS; moves >= PAGE_ASIDE; moves--)
		for (k = 0; k < NR_PAGE_KINDS; k++)
			if (k != PAGE_FREE && k != PAGE_HOLE)
				add_kind(list, w, k, moves);
	return list;
}

static long long all(const struct why *w, enum page_moves moves)
{
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		bytes += why_kind_bytes(w, k, moves);
	return bytes;
}

/* Free memory on other nodes: an offline migrates pages there. */
long long why_room(int node)
{
	int i, *v = NULL, nr = nodes_with_memory(&v);
	long long left, bytes = 0;

	for (i = 0; i < nr; i++) {
		left = v[i] == node ? 0 : node_meminfo(v[i], "MemFree:");
		bytes += left > 0 ? left : 0;
	}
	free(v);
	return bytes;
}

static void note(struct json_object *list, const char *text)
{
	json_object_array_add(list, json_text(text));
}

static void note_processes(struct json_object *list, const struct why *w)
{
	if (w->set.node < 0)
		note(list, "the node is not known, so no processes were looked for");
	if (w->processes.hidden)
		note(list, say("processes that could not be looked at: %d",
			       w->processes.hidden));
	if (w->processes.skipped)
		note(list, say("processes with less on the node, not looked at: %d; --pids looks at all",
			       w->processes.skipped));
	if (w->no_cgroups)
		note(list, "this kernel does not tell whose cgroup a page is (/proc/kpagecgroup)");
	else if (w->cgroups.failed)
		note(list, "not all cgroups are listed: no memory for them");
}

static void note_huge(struct json_object *list, const struct why *w)
{
	const char *why, *cure;

	if (huge_reason(w->set.node,
			why_kind_bytes(w, PAGE_HUGETLB, PAGE_MOVES), &why,
			&cure))
		note(list, say("%s, so the last of them stay: %s", why, cure));
}

/* Notes that the numbers alone do not show. */
struct json_object *why_notes_json(const struct why *w)
{
	struct json_object *list = json_object_new_array();
	long long moves = all(w, PAGE_MOVES);
	long long room = why_room(w->set.node);

	if (all(w, PAGE_STAYS))
		note(list, "what does not move was put there by the kernel for itself; zone Movable has none of it: after a reboot, use the policy online_movable");
	if (moves > room)
		note(list, say("%s would have to move, and other nodes have %s free: what is not freed or swapped out has no place to go",
			       size_text(moves), size_text(room)));
	if (moves)
		note(list, "no file shows which pages are pinned (DMA, RDMA, io_uring, vmsplice); where a block stays that would go, look at those who have pages in it");
	note_huge(list, w);
	note_processes(list, w);
	return list;
}
