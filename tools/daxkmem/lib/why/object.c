// SPDX-License-Identifier: LGPL-2.1-or-later
/* The findings, as functions of the library. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "lib/why/why.h"

void daxkmem_why_free(struct daxkmem_why *w)
{
	if (!w)
		return;
	why_free(w);
	free(w);
}

/* @rc: the result of finding the blocks; consumes @w if anything failed */
static int look(struct daxkmem_why *w, int rc, int most,
		struct daxkmem_why **why)
{
	if (!rc)
		rc = why_look(w, most, 0);
	if (rc)
		daxkmem_why_free(w);
	else
		*why = w;
	return rc;
}

int daxkmem_why_device(const struct daxkmem_device *d, int most,
		       struct daxkmem_why **why)
{
	struct daxkmem_why *w = calloc(1, sizeof(*w));
	int rc;

	*why = NULL;
	if (!w)
		return -ENOMEM;
	rc = blockset_of_device(&w->set, d);
	return look(w, rc == -ENOENT ? -ENODATA : rc, most, why);
}

int daxkmem_why_block(struct daxkmem_ctx *ctx, unsigned long block, int most,
		      struct daxkmem_why **why)
{
	struct daxkmem_why *w = calloc(1, sizeof(*w));

	*why = NULL;
	if (!w)
		return -ENOMEM;
	return look(w, blockset_of_block(ctx, &w->set, block), most, why);
}

long long daxkmem_why_number(const struct daxkmem_why *w,
			     enum daxkmem_why_number which)
{
	switch (which) {
	case DAXKMEM_WHY_NODE:
		return w->set.node;
	case DAXKMEM_WHY_ROOM:
		return why_room(w);
	case DAXKMEM_WHY_HIDDEN:
		return w->processes.hidden;
	case DAXKMEM_WHY_SKIPPED:
		return w->processes.skipped;
	case DAXKMEM_WHY_CGROUPS:
		return !w->no_cgroups;
	case DAXKMEM_WHY_COMPLETE:
		return !w->cgroups.failed;
	}
	return -EINVAL;
}

static enum daxkmem_moves block_goes(const struct daxkmem_why *w, int i)
{
	if (!w->set.blocks[i].online)
		return DAXKMEM_ASIDE;
	if (why_bytes(w, i, DAXKMEM_STAYS))
		return DAXKMEM_STAYS;
	return why_bytes(w, i, DAXKMEM_PERHAPS) ? DAXKMEM_PERHAPS :
						  DAXKMEM_MOVES;
}

int daxkmem_why_blocks(const struct daxkmem_why *w,
		       struct daxkmem_why_block **blocks)
{
	struct daxkmem_why_block *b = calloc(w->set.nr + 1, sizeof(*b));
	int i;

	*blocks = b;
	if (!b)
		return -ENOMEM;
	for (i = 0; i < w->set.nr; i++, b++) {
		b->id = w->set.blocks[i].id;
		b->online = w->set.blocks[i].online;
		strcpy(b->zone, w->set.blocks[i].zone);
		b->goes = block_goes(w, i);
		b->used = page_census_used(&w->census[i]);
		b->moves = why_bytes(w, i, DAXKMEM_MOVES);
		b->perhaps = why_bytes(w, i, DAXKMEM_PERHAPS);
		b->stays = why_bytes(w, i, DAXKMEM_STAYS);
	}
	return w->set.nr;
}

const char *daxkmem_why_kind_name(int kind)
{
	return kind >= 0 && kind < NR_PAGE_KINDS ? page_kind_name(kind) : NULL;
}

long long daxkmem_why_block_kind(const struct daxkmem_why *w, int block,
				 int kind, enum daxkmem_moves *moves)
{
	if (block < 0 || block >= w->set.nr || !daxkmem_why_kind_name(kind))
		return -EINVAL;
	if (moves)
		*moves = page_kind_moves(kind, w->set.blocks[block].zone);
	return w->census[block].bytes[kind];
}

/* Adds a kind, if there are pages of it. Returns the number of elements. */
static int add_kind(const struct daxkmem_why *w, enum page_kind kind,
		    enum daxkmem_moves moves, struct daxkmem_why_kind *v)
{
	v->bytes = why_kind_bytes(w, kind, moves);
	if (!v->bytes)
		return 0;
	v->moves = moves;
	v->name = page_kind_name(kind);
	snprintf(v->advice, sizeof(v->advice), "%s",
		 why_advice(w, kind, moves) ?: "");
	return 1;
}

int daxkmem_why_kinds(const struct daxkmem_why *w,
		      struct daxkmem_why_kind **kinds)
{
	int k, moves, nr = 0;

	*kinds = calloc(NR_PAGE_KINDS * (DAXKMEM_STAYS + 1), sizeof(**kinds));
	if (!*kinds)
		return -ENOMEM;
	for (moves = DAXKMEM_STAYS; moves >= DAXKMEM_ASIDE; moves--)
		for (k = 0; k < NR_PAGE_KINDS; k++)
			if (k != PAGE_FREE && k != PAGE_HOLE)
				nr += add_kind(w, k, moves, *kinds + nr);
	return nr;
}

int daxkmem_why_cgroups(const struct daxkmem_why *w,
			struct daxkmem_why_cgroup **cgroups)
{
	int i, nr = w->no_cgroups ? 0 : w->cgroups.nr;

	*cgroups = calloc(nr + 1, sizeof(**cgroups));
	if (!*cgroups)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		(*cgroups)[i] = (struct daxkmem_why_cgroup){
			.inode = w->cgroups.v[i].inode,
			.path = w->cgroups.v[i].path,
			.bytes = w->cgroups.v[i].bytes,
		};
	return nr;
}

int daxkmem_why_processes(const struct daxkmem_why *w,
			  struct daxkmem_why_process **processes)
{
	const struct process *p = w->processes.v;
	struct daxkmem_why_process *v;
	int i;

	v = calloc(w->processes.nr + 1, sizeof(*v));
	*processes = v;
	if (!v)
		return -ENOMEM;
	for (i = 0; i < w->processes.nr; i++, p++, v++) {
		v->pid = p->pid;
		v->bytes = p->bytes;
		v->pinned = p->pinned;
		strcpy(v->command, p->command);
	}
	return w->processes.nr;
}

const struct daxkmem_why *daxkmem_error_why(const struct daxkmem_error *e)
{
	return e->why;
}
