// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Find out why a change failed: read what the driver recorded for the failed
 * step. If a block did not go offline, also scan now for the owners of its
 * pages, because the driver does not know processes.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "lib/act/failure.h"
#include "lib/act/hugepages.h"
#include "lib/act/obstacle.h"
#include "lib/why/why.h"

/* Limits for scanning processes: an error message must not take long. */
#define MOST_LOOKED_AT 32
#define SECONDS_FOR_THEM 5
#define MOST_NAMED 3

struct obstacle {
	const char *text;	/* from say(); NULL: nothing is known */
	const char *next;	/* next step; NULL: that of the change */
};

static bool kept_by(const struct failure *f, const char *what)
{
	return !strcmp(f->kept, what);
}

/* "memory34, zone NAME" */
static const char *block_text(const struct failure *f)
{
	return *f->zone ? say("memory%ld, zone %s", f->block, f->zone) :
			  say("memory%ld", f->block);
}

/* The process with pinned pages, or else with the most pages; never our own. */
static const struct process *pinner(const struct processes *p)
{
	const struct process *first = NULL;
	int i;

	for (i = 0; i < p->nr; i++) {
		if (p->v[i].pid == getpid())
			continue;
		if (p->v[i].pinned > 0)
			return &p->v[i];
		first = first ?: &p->v[i];
	}
	return first;
}

static const char *process_text(const struct process *p)
{
	if (p->pinned <= 0)
		return say("process %d (%s) has mapped %s of it", p->pid, p->command,
			   human(p->bytes));
	return say("process %d (%s) has mapped %s of it, and has pinned %s in total",
		   p->pid, p->command, human(p->bytes),
		   human(p->pinned));
}

static const char *owner_text(const struct daxkmem_why *w)
{
	const struct process *p = pinner(&w->processes);

	if (p)
		return process_text(p);
	if (w->cgroups.nr && w->cgroups.v[0].path)
		return say("no process has mapped it; cgroup %s has %s of it",
			   w->cgroups.v[0].path,
			   human(w->cgroups.v[0].bytes));
	return "no process has mapped it";
}

static void tell_io(struct obstacle *o, const struct failure *f)
{
	o->text = say("%s: disk I/O on %s of it has not completed",
		      block_text(f), human(f->io));
	o->next = "check the disk: cat /proc/pressure/io; grep -E \"Dirty|Writeback:\" /proc/meminfo";
}

/* Migration was in progress, but slow. */
static void tell_moving(struct obstacle *o, const struct failure *f)
{
	o->text = say("%s: %s in it had been moved after %lld.%lld s, and %s had not",
		      block_text(f), human(f->moved), f->msecs / 1000,
		      f->msecs % 1000 / 100, human(f->used));
	o->next = "nothing holds it: try again with more time";
}

/* Use only the driver's reason: the pages were not scanned. */
static void tell_unseen(struct obstacle *o, const struct failure *f)
{
	if (kept_by(f, "unmovable"))
		o->text = say("%s: %s in it belongs to the kernel and cannot be moved",
			      block_text(f), human(f->unmovable));
	else if (kept_by(f, "pinned"))
		o->text = say("%s: %s in it is pinned", block_text(f),
			      human(f->pinned));
	else if (kept_by(f, "hugetlb"))
		o->text = say("%s: hugetlb %s in it was not moved",
			      block_text(f), human(f->hugetlb));
	else if (kept_by(f, "io"))
		tell_io(o, f);
	else if (kept_by(f, "moving"))
		tell_moving(o, f);
	else
		o->text = block_text(f);
}

/* Largest kind of pages with this mobility. */
static enum page_kind largest(const struct daxkmem_why *w, enum daxkmem_moves moves)
{
	enum page_kind k, most = PAGE_UNKNOWN;
	long long bytes = 0;

	for (k = 0; k < NR_PAGE_KINDS; k++) {
		if (why_kind_bytes(w, k, moves) <= bytes)
			continue;
		bytes = why_kind_bytes(w, k, moves);
		most = k;
	}
	return most;
}

/* The scan may find less than the driver did, if memory was freed meanwhile. */
static void tell_unmovable(struct obstacle *o, const struct failure *f,
			   const struct daxkmem_why *w)
{
	enum daxkmem_moves moves = why_bytes(w, 0, DAXKMEM_STAYS) ? DAXKMEM_STAYS :
							     DAXKMEM_PERHAPS;

	if (!why_bytes(w, 0, moves)) {
		tell_unseen(o, f);
		return;
	}
	o->text = say("%s: %s in it cannot be moved", block_text(f),
		      why_kept(w, 0, DAXKMEM_PERHAPS));
	o->next = say("%s: %s; daxkmem why memory%ld shows more",
		      page_kind_name(largest(w, moves)),
		      why_advice(w, largest(w, moves), moves), f->block);
}

/* The kernel does not show who pinned a page, so name users of the block. */
static void tell_pinned(struct obstacle *o, const struct failure *f,
			const struct daxkmem_why *w)
{
	const struct process *p = pinner(&w->processes);

	o->text = say("%s: %s in it is pinned; %s", block_text(f),
		      human(f->pinned), owner_text(w));
	if (p)
		o->next = say("end the use of it by process %d (%s), such as DMA, io_uring or vmsplice; daxkmem why memory%ld shows more",
			      p->pid, p->command, f->block);
	else
		o->next = say("daxkmem why memory%ld --pids examines all processes",
			      f->block);
}

/* Explain by the pools if programs have reserved too many huge pages. */
static void tell_huge(struct obstacle *o, const struct failure *f,
		      const struct daxkmem_why *w)
{
	const char *why = "they were not moved", *cure;

	if (huge_reason(w->set.ctx, w->set.node, f->hugetlb, &why, &cure))
		o->next = cure;
	o->text = say("%s: hugetlb %s in it; %s", block_text(f),
		      human(f->hugetlb), why);
}

static void tell_kept(struct obstacle *o, const struct failure *f,
		      const struct daxkmem_why *w)
{
	if (kept_by(f, "unmovable"))
		tell_unmovable(o, f, w);
	else if (kept_by(f, "pinned"))
		tell_pinned(o, f, w);
	else if (kept_by(f, "hugetlb"))
		tell_huge(o, f, w);
	else
		tell_unseen(o, f);
}

/* Keep the findings in the error object. */
static void keep(struct daxkmem_ctx *ctx, struct daxkmem_why *w)
{
	ctx->error.why = w;
	ctx->error.free_why = daxkmem_why_free;
}

/* Scan the block's pages; needs root and a block that is still online. */
static bool look_at(struct daxkmem_ctx *ctx, struct obstacle *o,
		    const struct failure *f)
{
	struct daxkmem_why *w = calloc(1, sizeof(*w));

	if (!w)
		return false;
	if (!blockset_of_block(ctx, &w->set, f->block) &&
	    !why_look(w, MOST_LOOKED_AT, SECONDS_FOR_THEM) &&
	    w->set.blocks[0].online) {
		tell_kept(o, f, w);
		keep(ctx, w);
		return true;
	}
	daxkmem_why_free(w);
	return false;
}

/* "; process 12 (db) has 3G of it, process 13 (web) 1G" */
static const char *users_text(const struct processes *p)
{
	const char *text = "";
	int i, n = 0;

	for (i = 0; i < p->nr && n < MOST_NAMED; i++) {
		if (p->v[i].pid == getpid())
			continue;
		text = say(n++ ? "%s, process %d (%s) %s" :
				 "%s; process %d (%s) has %s of it", text,
			   p->v[i].pid, p->v[i].command,
			   human(p->v[i].bytes));
	}
	return text;
}

/* Processes that have mapped most of the memory to migrate; "" if none. */
static const char *users_of(const struct daxkmem_device *d)
{
	struct blockset set = { 0 };
	struct processes p;
	const char *text = "";

	if (blockset_of_device(&set, d))
		return text;
	if (!processes_find(&p, &set, MOST_LOOKED_AT, SECONDS_FOR_THEM)) {
		text = users_text(&p);
		processes_free(&p);
	}
	blockset_free(&set);
	return text;
}

/* No next step here: it depends on the command. */
static void tell_room(struct obstacle *o, const struct failure *f,
		      const struct daxkmem_device *d)
{
	o->text = say("%s in use would have to move, and other nodes have room for %s%s",
		      human(f->need), human(f->room), users_of(d));
}

/**
 * obstacle_add - add the obstacle of a change to its error
 * @err: the errno of the write
 *
 * The error is set already. Replaces its next step if a better one is known.
 */
void obstacle_add(const struct daxkmem_device *d, int err)
{
	struct obstacle o = { .text = NULL };
	struct failure f;

	if (!failure_read(&f, d, err))
		return;
	if (f.need)
		tell_room(&o, &f, d);
	else if (f.block >= 0 && *f.kept && !look_at(d->ctx, &o, &f))
		tell_unseen(&o, &f);
	else if (f.block >= 0 && !*f.kept)
		o.text = say("memory%ld", f.block);
	if (o.text)
		error_add(d->ctx, DAXKMEM_ERROR_OBSTACLE, o.text);
	if (o.next)
		error_add(d->ctx, DAXKMEM_ERROR_NEXT, o.next);
	error_add(d->ctx, DAXKMEM_ERROR_FAILURE, f.said);
	failure_end(&f);
}
