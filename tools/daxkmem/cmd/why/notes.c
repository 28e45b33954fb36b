// SPDX-License-Identifier: GPL-2.0-or-later
/* Notes that the numbers alone do not show. */
#include <stdlib.h>
#include <string.h>
#include "cmd/why/print.h"
#include "lib/act/hugepages.h"

/* Bytes of all kinds, or of one, that move so. */
static long long bytes_of(const struct daxkmem_why *w, enum daxkmem_moves moves,
			  const char *kind)
{
	struct daxkmem_why_kind *v;
	int i, nr = daxkmem_why_kinds(w, &v);
	long long bytes = 0;

	for (i = 0; i < nr; i++)
		if (v[i].moves == moves && (!kind || !strcmp(v[i].name, kind)))
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

static void note_huge(struct json_object *list, const struct daxkmem_why *w)
{
	const char *why, *cure;

	if (huge_reason(ctx, daxkmem_why_number(w, DAXKMEM_WHY_NODE),
			bytes_of(w, DAXKMEM_MOVES, "hugetlb"), &why, &cure))
		note(list, say("%s, so the last of them stay: %s", why, cure));
}

struct json_object *why_notes_json(const struct daxkmem_why *w)
{
	struct json_object *list = json_object_new_array();
	long long moves = bytes_of(w, DAXKMEM_MOVES, NULL);
	long long room = daxkmem_why_number(w, DAXKMEM_WHY_ROOM);

	if (bytes_of(w, DAXKMEM_STAYS, NULL))
		note(list, "what does not move was put there by the kernel for itself; zone Movable has none of it: after a reboot, use the policy online_movable");
	if (moves > room)
		note(list, say("%s would have to move, and other nodes have %s free: what is not freed or swapped out has no place to go",
			       human(moves), human(room)));
	if (moves)
		note(list, "no file shows which pages are pinned (DMA, RDMA, io_uring, vmsplice); where a block stays that would go, look at those who have pages in it");
	note_huge(list, w);
	note_processes(list, w);
	return list;
}
