// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which memory block stood in the way when memory was to be given back. The
 * errno does not say; the driver's line in the kernel log does. Of that block
 * alone it is looked at what is in it and whose that is.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include "hugepages.h"
#include "obstacle.h"
#include "why.h"

#define RECORD_MAX 8192		/* the kernel's longest, by its own limit */
/* Processes, and seconds for them: an error is not to take long. */
#define MOST_LOOKED_AT 32
#define SECONDS_FOR_THEM 5

static int log_fd = -1;

/* From here on the kernel log is of interest. */
void obstacle_listen(void)
{
	char path[PATH_MAX];

	if (log_fd >= 0)
		close(log_fd);
	log_fd = root_path(ctx, path, "/dev/kmsg") ? -1 :
		 open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (log_fd >= 0)
		lseek(log_fd, 0, SEEK_END);
}

/* "dax_kmem dax0.0: memory34 could not be taken offline: why" */
static bool names_block(const char *record, const char *device,
			unsigned long *block)
{
	const char *begin = say("dax_kmem %s: memory", device);
	const char *s = strstr(record, begin);
	int end = 0;

	if (!s)
		return false;
	return sscanf(s + strlen(begin), "%lu could not be taken offline:%n",
		      block, &end) == 1 && end;
}

/* The last one is what the write failed for. A record is read at a time. */
static bool find_block(const char *device, unsigned long *block)
{
	char record[RECORD_MAX + 1];
	bool found = false;
	ssize_t n;

	while ((n = read(log_fd, record, RECORD_MAX)) > 0 ||
	       (n < 0 && (errno == EPIPE || errno == EINTR))) {
		if (n < 0)
			continue;
		record[n] = 0;
		found |= names_block(record, device, block);
	}
	return found;
}

static const struct process *pinner(const struct processes *p)
{
	int i;

	for (i = 0; i < p->nr; i++)
		if (p->v[i].pinned > 0)
			return &p->v[i];
	return p->nr ? &p->v[0] : NULL;
}

static const char *process_text(const struct process *p)
{
	if (p->pinned <= 0)
		return say("process %d (%s) has %s there", p->pid, p->command,
			   size_text(p->bytes));
	return say("process %d (%s) has %s there, and pinned %s somewhere",
		   p->pid, p->command, size_text(p->bytes),
		   size_text(p->pinned));
}

static const char *owner_text(const struct why *w)
{
	const struct process *p = pinner(&w->processes);

	if (p)
		return process_text(p);
	if (w->cgroups.nr && w->cgroups.v[0].path)
		return say("no process has it mapped; cgroup %s has %s there",
			   w->cgroups.v[0].path,
			   size_text(w->cgroups.v[0].bytes));
	return "no process has it mapped";
}

/* The most of what moves no better than that. */
static enum page_kind largest(const struct why *w, enum page_moves moves)
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

/* There is something that the kernel does not move, or may not. */
static void tell_kept(struct obstacle *o, const struct why *w,
		      enum page_moves moves)
{
	o->text = say("%s, zone %s: %s in it %s",
		 w->set.name, w->set.blocks[0].zone,
		 why_kept(w, 0, PAGE_PERHAPS),
		 moves == PAGE_STAYS ? "cannot be moved" : "may not move");
	o->next = say("%s: %s; daxkmem why %s shows more",
		 page_kind_name(largest(w, moves)),
		 why_advice(w, largest(w, moves), moves), w->set.name);
}

/* All in it could go, if it had a place to go to. */
static void tell_full(struct obstacle *o, const struct why *w, long long room)
{
	o->text = say("%s, zone %s: %s in it would have to move, and other nodes have %s free",
		 w->set.name, w->set.blocks[0].zone,
		 why_kept(w, 0, PAGE_MOVES), size_text(room));
	o->next = say("free memory of other nodes, or add swap; daxkmem why %s shows more",
		 w->set.name);
}

/* No file shows what is pinned, so it is whoever has pages there. */
static void tell_pinned(struct obstacle *o, const struct why *w)
{
	const struct process *p = pinner(&w->processes);
	const char *what = why_kept(w, 0, PAGE_MOVES);

	o->text = say("%s, zone %s: what is in it (%s) moves unless it is pinned; %s",
		 w->set.name, w->set.blocks[0].zone, what ?: "nothing by now",
		 owner_text(w));
	if (p)
		o->next = say("end what process %d (%s) does with it (DMA, io_uring, vmsplice); daxkmem why %s shows more",
			 p->pid, p->command, w->set.name);
	else
		o->next = say("daxkmem why %s --pids looks at all processes",
			 w->set.name);
}

/* Most of what is left are huge pages, and programs have reserved too many. */
static bool tell_huge(struct obstacle *o, const struct why *w)
{
	long long huge = why_kind_bytes(w, PAGE_HUGETLB, PAGE_MOVES);
	const char *why, *cure;

	if (2 * huge <= why_bytes(w, 0, PAGE_MOVES) ||
	    !huge_reason(w->set.node, huge, &why, &cure))
		return false;
	o->text = say("%s, zone %s: hugetlb %s in it; %s", w->set.name,
		      w->set.blocks[0].zone, size_text(huge), why);
	o->next = cure;
	return true;
}

static void tell(struct obstacle *o, const struct why *w)
{
	long long room = why_room(w->set.node);

	if (why_bytes(w, 0, PAGE_STAYS))
		tell_kept(o, w, PAGE_STAYS);
	else if (why_bytes(w, 0, PAGE_PERHAPS))
		tell_kept(o, w, PAGE_PERHAPS);
	else if (tell_huge(o, w))
		return;
	else if (why_bytes(w, 0, PAGE_MOVES) > room)
		tell_full(o, w, room);
	else
		tell_pinned(o, w);
}

static struct json_object *as_json(const struct why *w)
{
	struct json_object *o = why_block_json(w, 0);

	json_object_object_add(o, "processes", why_processes_json(w));
	json_object_object_add(o, "cgroups", why_cgroups_json(w));
	return o;
}

/* Where it cannot be looked at, its name is better than nothing. */
static void look_at(struct obstacle *o, unsigned long block)
{
	struct why w = { 0 };
	const char *name = say("memory%lu", block);

	if (blockset_of_block(&w.set, block))
		goto unseen;
	if (why_look(&w, MOST_LOOKED_AT, SECONDS_FOR_THEM) ||
	    !w.set.blocks[0].online) {
		why_free(&w);
		goto unseen;
	}
	tell(o, &w);
	o->json = as_json(&w);
	why_free(&w);
	return;
unseen:
	o->text = name;
	o->json = json_object_new_object();
	json_put_text(o->json, "block", name);
}

/* The block that the driver named since obstacle_listen(), if it named one. */
void obstacle_find(struct obstacle *o, const struct daxkmem_device *d)
{
	unsigned long block;

	*o = (struct obstacle){ .text = "", .next = "" };
	if (log_fd < 0)
		return;
	if (find_block(device_name(d), &block))
		look_at(o, block);
	close(log_fd);
	log_fd = -1;
}
