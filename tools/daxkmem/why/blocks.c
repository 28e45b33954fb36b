// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Predict whether a memory block would go offline, and which pages would not
 * move.
 */
#include <string.h>
#include "why/why.h"

/* Bytes of a block with this mobility. */
long long why_bytes(const struct why *w, int i, enum page_moves moves)
{
	const char *zone = w->set.blocks[i].zone;
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (page_kind_moves(k, zone) == moves)
			bytes += w->census[i].bytes[k];
	return bytes;
}

static const char *goes(const struct why *w, int i)
{
	if (!w->set.blocks[i].online)
		return "offline";
	if (why_bytes(w, i, PAGE_STAYS))
		return "no";
	return why_bytes(w, i, PAGE_PERHAPS) ? "perhaps" : "yes";
}

int why_goes_count(const struct why *w, const char *word)
{
	int i, nr = 0;

	for (i = 0; i < w->set.nr; i++)
		nr += !strcmp(goes(w, i), word);
	return nr;
}

static struct json_object *kinds_json(const struct page_census *c)
{
	struct json_object *o = json_object_new_object();
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (c->bytes[k])
			json_put_count(o, page_kind_name(k), c->bytes[k]);
	return o;
}

/*
 * "slab 3M, unknown 8K": contents of a block that are at least as hard to move
 * as @least. NULL if there are none.
 */
const char *why_kept(const struct why *w, int i, enum page_moves least)
{
	const struct daxkmem_block *b = &w->set.blocks[i];
	const long long *bytes = w->census[i].bytes;
	const char *text = NULL;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (bytes[k] && page_kind_moves(k, b->zone) >= least)
			text = say("%s%s%s %s", text ?: "", text ? ", " : "",
				   page_kind_name(k), size_text(bytes[k]));
	return text;
}

static long long used(const struct page_census *c)
{
	long long bytes = 0;
	int k;

	for (k = 0; k < NR_PAGE_KINDS; k++)
		if (page_kind_used(k))
			bytes += c->bytes[k];
	return bytes;
}

struct json_object *why_block_json(const struct why *w, int i)
{
	const struct daxkmem_block *b = &w->set.blocks[i];
	struct json_object *o = json_object_new_object();

	json_put_text(o, "block", say("memory%lu", b->id));
	json_put_text(o, "state", b->online ? "online" : "offline");
	json_put_text(o, "zone", *b->zone ? b->zone : NULL);
	json_put_text(o, "goes", goes(w, i));
	json_put_count(o, "used_size", used(&w->census[i]));
	json_put_count(o, "movable_size", why_bytes(w, i, PAGE_MOVES));
	json_put_count(o, "kept_size", why_bytes(w, i, PAGE_STAYS));
	json_put_count(o, "unsure_size", why_bytes(w, i, PAGE_PERHAPS));
	if (opt.json)
		json_object_object_add(o, "kinds", kinds_json(&w->census[i]));
	else
		json_put_text(o, "keepers", why_kept(w, i, PAGE_PERHAPS));
	return o;
}
