// SPDX-License-Identifier: GPL-2.0-or-later
/* Notes that the numbers alone do not show. */
#include <stdlib.h>
#include "cmd/why/print.h"

/* Sum of the bytes of all kinds with this value of @moves. */
static long long bytes_of(const struct daxkmem_why *w, enum daxkmem_moves moves)
{
	struct daxkmem_why_kind *v;
	int i, nr = daxkmem_why_kinds(w, &v);
	long long bytes = 0;

	for (i = 0; i < nr; i++)
		if (v[i].moves == moves)
			bytes += v[i].bytes;
	free(v);
	return bytes;
}

static void note(struct json_object *list, const char *text)
{
	json_object_array_add(list, json_text(text));
}

static void note_processes(struct json_object *list, const struct daxkmem_why *w)
{
	long long hidden = daxkmem_why_number(w, DAXKMEM_WHY_HIDDEN);
	long long skipped = daxkmem_why_number(w, DAXKMEM_WHY_SKIPPED);

	if (daxkmem_why_number(w, DAXKMEM_WHY_NODE) < 0)
		note(list, "the node is unknown, so no processes were searched for");
	if (hidden)
		note(list, say("processes that could not be examined: %lld",
			       hidden));
	if (skipped)
		note(list, say("processes with less memory on the node, not examined: %lld; --pids examines all",
			       skipped));
	if (!daxkmem_why_number(w, DAXKMEM_WHY_CGROUPS))
		note(list, "this kernel does not report the cgroup of a page (/proc/kpagecgroup)");
	else if (!daxkmem_why_number(w, DAXKMEM_WHY_COMPLETE))
		note(list, "not all cgroups are listed: out of memory");
}

struct json_object *why_notes_json(const struct daxkmem_why *w)
{
	struct json_object *list = json_object_new_array();
	long long moves = bytes_of(w, DAXKMEM_MOVES);
	long long room = daxkmem_why_number(w, DAXKMEM_WHY_ROOM);
	char text[1024];

	if (bytes_of(w, DAXKMEM_STAYS))
		note(list, "memory that does not move was allocated by the kernel for itself; ZONE_MOVABLE has none of it: after a reboot, use the policy online_movable");
	if (moves > room)
		note(list, say("%s would have to move, but other nodes have %s free: the rest must be freed or swapped out",
			       human(moves), human(room)));
	if (moves)
		note(list, "no file shows which pages are pinned (DMA, RDMA, io_uring, vmsplice); if a block stays online that would go offline, examine the processes with pages in it");
	if (!daxkmem_why_hugepages(w, text, sizeof(text)))
		note(list, text);
	note_processes(list, w);
	return list;
}
