// SPDX-License-Identifier: GPL-2.0-or-later
/* What prevents memory blocks from going offline, as JSON. */
#include <string.h>
#include "lib/act/hugepages.h"
#include "ops/why_json.h"

static struct json_object *kinds_json(const struct page_census *c)
{
	struct json_object *o = json_object_new_object();
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (c->bytes[k])
			json_put_count(o, page_kind_name(k), c->bytes[k]);
	return o;
}

struct json_object *why_block_json(const struct why *w, int i)
{
	const struct daxkmem_block *b = &w->set.blocks[i];
	struct json_object *o = json_object_new_object();

	json_put_text(o, "block", say("memory%lu", b->id));
	json_put_text(o, "state", b->online ? "online" : "offline");
	json_put_text(o, "zone", *b->zone ? b->zone : NULL);
	json_put_text(o, "goes", why_goes(w, i));
	json_put_count(o, "used_size", why_used(w, i));
	json_put_count(o, "movable_size", why_bytes(w, i, PAGE_MOVES));
	json_put_count(o, "kept_size", why_bytes(w, i, PAGE_STAYS));
	json_put_count(o, "unsure_size", why_bytes(w, i, PAGE_PERHAPS));
	if (opt.json)
		json_object_object_add(o, "kinds", kinds_json(&w->census[i]));
	else
		json_put_text(o, "keepers", why_kept(w, i, PAGE_PERHAPS, size_text));
	return o;
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

struct json_object *why_cgroups_json(const struct why *w)
{
	struct json_object *o, *list = json_object_new_array();
	const struct cgroup_pages *g;
	int i;

	for (i = 0; !w->no_cgroups && i < w->cgroups.nr; i++) {
		g = &w->cgroups.v[i];
		o = json_object_new_object();
		json_put_text(o, "cgroup", g->path);
		if (!g->path && !opt.json)
			json_put_text(o, "cgroup", !g->inode ? "(in none)" :
				      say("(inode %llu)", g->inode));
		json_put_count(o, "inode", g->inode);
		json_put_count(o, "size", g->bytes);
		json_object_array_add(list, o);
	}
	return list;
}

struct json_object *why_processes_json(const struct why *w)
{
	struct json_object *o, *list = json_object_new_array();
	int i;

	for (i = 0; i < w->processes.nr; i++) {
		o = json_object_new_object();
		json_put_count(o, "pid", w->processes.v[i].pid);
		json_put_text(o, "command", w->processes.v[i].command);
		json_put_count(o, "size", w->processes.v[i].bytes);
		json_put_count(o, "pinned_size", w->processes.v[i].pinned);
		json_object_array_add(list, o);
	}
	return list;
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

	if (huge_reason(w->set.ctx, w->set.node,
			why_kind_bytes(w, PAGE_HUGETLB, PAGE_MOVES), &why,
			&cure))
		note(list, say("%s, so the last of them stay: %s", why, cure));
}

/* Notes that the numbers alone do not show. */
struct json_object *why_notes_json(const struct why *w)
{
	struct json_object *list = json_object_new_array();
	long long moves = why_all(w, PAGE_MOVES);
	long long room = why_room(w);

	if (why_all(w, PAGE_STAYS))
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
