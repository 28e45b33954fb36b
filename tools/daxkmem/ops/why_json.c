// SPDX-License-Identifier: GPL-2.0-or-later
/* What prevents memory blocks from going offline, as JSON. */
#include <stdlib.h>
#include "ops/why_json.h"

/* Bytes of each kind that is in a block. */
static struct json_object *kinds_of(const struct daxkmem_why *w, int block)
{
	struct json_object *o = json_object_new_object();
	const char *name;
	long long bytes;
	int k;

	for (k = 0; (name = daxkmem_why_kind_name(k)); k++) {
		bytes = daxkmem_why_block_kind(w, block, k, NULL);
		if (bytes)
			json_put_count(o, name, bytes);
	}
	return o;
}

/* "slab 3M, unknown 8K": pages that may not move; NULL if there are none. */
static const char *keepers_of(const struct daxkmem_why *w, int block)
{
	const char *name, *text = NULL;
	enum daxkmem_moves moves;
	long long bytes;
	int k;

	for (k = 0; (name = daxkmem_why_kind_name(k)); k++) {
		bytes = daxkmem_why_block_kind(w, block, k, &moves);
		if (bytes && moves >= DAXKMEM_PERHAPS)
			text = say("%s%s%s %s", text ?: "", text ? ", " : "",
				   name, size_text(bytes));
	}
	return text;
}

static const char *moves_text(enum daxkmem_moves moves)
{
	static const char *const words[] = {
		[DAXKMEM_ASIDE] = "aside",
		[DAXKMEM_MOVES] = "yes",
		[DAXKMEM_PERHAPS] = "perhaps",
		[DAXKMEM_STAYS] = "no",
	};

	return words[moves];
}

static struct json_object *block_json(const struct daxkmem_why *w,
				      const struct daxkmem_why_block *b, int i)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "block", say("memory%lu", b->id));
	json_put_text(o, "state", b->online ? "online" : "offline");
	json_put_text(o, "zone", *b->zone ? b->zone : NULL);
	json_put_text(o, "goes", b->online ? moves_text(b->goes) : "offline");
	json_put_count(o, "used_size", b->used);
	json_put_count(o, "movable_size", b->moves);
	json_put_count(o, "kept_size", b->stays);
	json_put_count(o, "unsure_size", b->perhaps);
	if (opt.json)
		json_object_object_add(o, "kinds", kinds_of(w, i));
	else
		json_put_text(o, "keepers", keepers_of(w, i));
	return o;
}

struct json_object *why_blocks_json(const struct daxkmem_why *w)
{
	struct json_object *list = json_object_new_array();
	struct daxkmem_why_block *v;
	int i, nr = daxkmem_why_blocks(w, &v);

	for (i = 0; i < nr; i++)
		json_object_array_add(list, block_json(w, &v[i], i));
	free(v);
	return list;
}

struct json_object *why_kinds_json(const struct daxkmem_why *w)
{
	struct json_object *o, *list = json_object_new_array();
	struct daxkmem_why_kind *v;
	int i, nr = daxkmem_why_kinds(w, &v);

	for (i = 0; i < nr; i++) {
		o = json_object_new_object();
		json_put_text(o, "kind", v[i].name);
		json_put_count(o, "size", v[i].bytes);
		json_put_text(o, "moves", moves_text(v[i].moves));
		json_put_text(o, "advice", *v[i].advice ? v[i].advice : NULL);
		json_object_array_add(list, o);
	}
	free(v);
	return list;
}

struct json_object *why_cgroups_json(const struct daxkmem_why *w)
{
	struct json_object *o, *list = json_object_new_array();
	struct daxkmem_why_cgroup *v;
	int i, nr = daxkmem_why_cgroups(w, &v);

	for (i = 0; i < nr; i++) {
		o = json_object_new_object();
		json_put_text(o, "cgroup", v[i].path);
		if (!v[i].path && !opt.json)
			json_put_text(o, "cgroup", !v[i].inode ? "(in none)" :
				      say("(inode %llu)", v[i].inode));
		json_put_count(o, "inode", v[i].inode);
		json_put_count(o, "size", v[i].bytes);
		json_object_array_add(list, o);
	}
	free(v);
	return list;
}

struct json_object *why_processes_json(const struct daxkmem_why *w)
{
	struct json_object *o, *list = json_object_new_array();
	struct daxkmem_why_process *v;
	int i, nr = daxkmem_why_processes(w, &v);

	for (i = 0; i < nr; i++) {
		o = json_object_new_object();
		json_put_count(o, "pid", v[i].pid);
		json_put_text(o, "command", v[i].command);
		json_put_count(o, "size", v[i].bytes);
		json_put_count(o, "pinned_size", v[i].pinned);
		json_object_array_add(list, o);
	}
	free(v);
	return list;
}
