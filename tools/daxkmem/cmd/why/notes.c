// SPDX-License-Identifier: GPL-2.0-or-later
/* Notes that the numbers alone do not show. */
#include <stdlib.h>
#include "cmd/why/print.h"

/* Bytes of all kinds that move so. */
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
		note(list, "the node is not known, so no processes were looked for");
	if (hidden)
		note(list, say("processes that could not be looked at: %lld",
			       hidden));
	if (skipped)
		note(list, say("processes with less on the node, not looked at: %lld; --pids looks at all",
			       skipped));
	if (!daxkmem_why_number(w, DAXKMEM_WHY_CGROUPS))
		note(list, "this kernel does not tell whose cgroup a page is (/proc/kpagecgroup)");
	else if (!daxkmem_why_number(w, DAXKMEM_WHY_COMPLETE))
		note(list, "not all cgroups are listed: no memory for them");
}

struct json_object *why_notes_json(const struct daxkmem_why *w)
{
	struct json_object *list = json_object_new_array();
	long long moves = bytes_of(w, DAXKMEM_MOVES);
	long long room = daxkmem_why_number(w, DAXKMEM_WHY_ROOM);
	char text[1024];

	if (bytes_of(w, DAXKMEM_STAYS))
		note(list, "what does not move was put there by the kernel for itself; zone Movable has none of it: after a reboot, use the policy online_movable");
	if (moves > room)
		note(list, say("%s would have to move, and other nodes have %s free: what is not freed or swapped out has no place to go",
			       human(moves), human(room)));
	if (moves)
		note(list, "no file shows which pages are pinned (DMA, RDMA, io_uring, vmsplice); where a block stays that would go, look at those who have pages in it");
	if (!daxkmem_why_hugepages(w, text, sizeof(text)))
		note(list, text);
	note_processes(list, w);
	return list;
}
