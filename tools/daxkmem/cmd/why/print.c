// SPDX-License-Identifier: GPL-2.0-or-later
/* Print what prevents an offline, as tables or as JSON. */
#include <stdint.h>
#include <string.h>
#include "cmd/why/print.h"

#define MOST_SHOWN 10
#define MOST_BLOCKS 20

static const struct column block_columns[] = {
	{ "BLOCK", "block", TEXT, NULL },
	{ "ZONE", "zone", TEXT, NULL },
	{ "GOES", "goes", TEXT, NULL },
	{ "USED", "used_size", SIZE, NULL },
	{ "MOVES", "movable_size", SIZE, NULL },
	{ "STAYS", "kept_size", SIZE, NULL },
	{ "UNSURE", "unsure_size", SIZE, NULL },
	{ "KEPT BY", "keepers", TEXT, NULL },
};

static const struct column kind_columns[] = {
	{ "KIND", "kind", TEXT, NULL },
	{ "SIZE", "size", SIZE, NULL },
	{ "MOVES", "moves", TEXT, NULL },
	{ "ADVICE", "advice", TEXT, NULL },
};

static const struct column cgroup_columns[] = {
	{ "CGROUP", "cgroup", TEXT, NULL },
	{ "SIZE", "size", SIZE, NULL },
};

static const struct column process_columns[] = {
	{ "PID", "pid", COUNT, NULL },
	{ "COMMAND", "command", TEXT, NULL },
	{ "SIZE", "size", SIZE, NULL },
	{ "PINNED", "pinned_size", SIZE, NULL },
};

static struct json_object *why_json(const struct daxkmem_why *w,
				    const char *name)
{
	struct json_object *o = json_object_new_object();

	json_put_text(o, "name", name);
	json_put_count(o, "node", daxkmem_why_number(w, DAXKMEM_WHY_NODE));
	json_put_count(o, "block_size", daxkmem_block_size(ctx));
	json_object_object_add(o, "blocks", why_blocks_json(w));
	json_object_object_add(o, "kinds", why_kinds_json(w));
	json_object_object_add(o, "cgroups", why_cgroups_json(w));
	json_object_object_add(o, "processes", why_processes_json(w));
	json_object_object_add(o, "notes", why_notes_json(w));
	return o;
}

static const char *goes_of(struct json_object *blocks, size_t i)
{
	return json_object_get_string(json_object_object_get(
		json_object_array_get_idx(blocks, i), "goes"));
}

static void print_summary(struct json_object *o)
{
	static const char *const words[][2] = {
		{ "no", "would not go offline" },
		{ "perhaps", "may or may not go offline" },
		{ "yes", "would go offline" },
		{ "offline", "already offline" },
	};
	struct json_object *blocks = json_object_object_get(o, "blocks");
	size_t i, k, n, nr = json_object_array_length(blocks);
	const char *text = say("%s: %zu %s of %s on node %d",
			       json_object_get_string(json_object_object_get(o, "name")),
			       nr, nr == 1 ? "block" : "blocks",
			       size_text(json_object_get_int64(json_object_object_get(o, "block_size"))),
			       json_object_get_int(json_object_object_get(o, "node")));

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		for (k = n = 0; k < nr; k++)
			n += !strcmp(goes_of(blocks, k), words[i][0]);
		if (n)
			text = say("%s; %zu %s", text, n, words[i][1]);
	}
	puts(text);
}

/* Print an empty line and a table, cut after @most rows. */
static void print_part(struct json_object *rows, const struct column *cols,
		       int nr_cols, size_t most, const char *what)
{
	size_t nr = json_object_array_length(rows);

	if (!nr)
		return;
	if (nr > most)
		json_object_array_del_idx(rows, most, nr - most);
	if (most)
		putchar('\n');
	table_print(rows, cols, nr_cols);
	if (nr > most)
		printf("... and %zu more %s; use --all to show them\n", nr - most,
		       what);
}

static int rank(struct json_object *block)
{
	const char *goes = json_object_get_string(
		json_object_object_get(block, "goes"));

	return !strcmp(goes, "no") ? 0 : !strcmp(goes, "perhaps") ? 1 :
	       !strcmp(goes, "yes") ? 2 : 3;
}

/* Sort blocks that would not go offline first, then by size. */
static int by_trouble(const void *a, const void *b)
{
	static const char *const keys[] = {
		"kept_size", "unsure_size", "movable_size",
	};
	struct json_object *x = *(struct json_object *const *)a;
	struct json_object *y = *(struct json_object *const *)b;
	long long by = rank(x) - rank(y);
	size_t i;

	for (i = 0; !by && i < ARRAY_SIZE(keys); i++)
		by = json_object_get_int64(json_object_object_get(y, keys[i])) -
		     json_object_get_int64(json_object_object_get(x, keys[i]));
	if (!by)
		by = strverscmp(json_object_get_string(json_object_object_get(x, "block")),
				json_object_get_string(json_object_object_get(y, "block")));
	return by < 0 ? -1 : by > 0;
}

/* Number of leading blocks with memory in use; at least one. */
static size_t blocks_worth(struct json_object *blocks)
{
	size_t i, nr = json_object_array_length(blocks);
	struct json_object *b;

	for (i = 0; i < nr && i < MOST_BLOCKS; i++) {
		b = json_object_array_get_idx(blocks, i);
		if (!json_object_get_int64(json_object_object_get(b, "used_size")))
			break;
	}
	return i ?: 1;
}

static void print(struct json_object *o, bool all)
{
	struct json_object *blocks = json_object_object_get(o, "blocks");
	struct json_object *notes = json_object_object_get(o, "notes");
	size_t i, most = all ? SIZE_MAX : MOST_SHOWN;

	json_object_array_sort(blocks, by_trouble);
	print_part(blocks, block_columns, ARRAY_SIZE(block_columns),
		   all ? SIZE_MAX : blocks_worth(blocks), "blocks");
	print_part(json_object_object_get(o, "kinds"), kind_columns,
		   ARRAY_SIZE(kind_columns), SIZE_MAX, "kinds");
	print_part(json_object_object_get(o, "cgroups"), cgroup_columns,
		   ARRAY_SIZE(cgroup_columns), most, "cgroups");
	print_part(json_object_object_get(o, "processes"), process_columns,
		   ARRAY_SIZE(process_columns), most, "processes");
	for (i = 0; i < json_object_array_length(notes); i++)
		printf("%snote: %s\n", i ? "" : "\n",
		       json_object_get_string(json_object_array_get_idx(notes, i)));
}

/**
 * why_print - print the findings
 * @name: the device or block
 * @all: print all rows of long tables
 */
void why_print(const struct daxkmem_why *w, const char *name, bool all)
{
	struct json_object *o = why_json(w, name);

	if (opt.json) {
		json_result(o);
		return;
	}
	part_begin();
	print_summary(o);
	print(o, all);
	json_object_put(o);
}
