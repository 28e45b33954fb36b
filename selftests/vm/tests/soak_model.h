/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * A model of the driver, written from its documentation alone. Each function
 * changes the model as the write of that name should change the device, and
 * returns the expected errno of the write, or 0.
 */
#ifndef SOAK_MODEL_H
#define SOAK_MODEL_H

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#define MOST_BLOCKS 256
#define MOST_PAGES 6

enum word {
	UNPLUGGED, OFFLINE, ONLINE, ONLINE_KERNEL, ONLINE_MOVABLE, MIXED, AUTO,
	NR_WORDS
};

static const char * const words[NR_WORDS] = {
	"unplugged", "offline", "online", "online_kernel", "online_movable",
	"mixed", "auto",
};

/* B_ONLINE: online in a zone of the kernel's choice. */
enum block { B_ABSENT, B_OFFLINE, B_KERNEL, B_MOVABLE, B_ONLINE };

/**
 * struct page - a page that was reported as bad
 * @used: this array entry is in use
 * @block: index of the page's block
 * @nr: index of the page in its block
 * @known: bad_pages lists the page
 * @held: the page was excluded when its block was onlined, so the node does not
 *	have it
 * @marked: the kernel took the page out of use; the driver does not forget it
 *	until its block is offlined
 */
struct page {
	bool used, known, held, marked;
	int block;
	long nr;
};

/**
 * struct model - the device
 * @n: number of blocks
 * @wanted: number of blocks that should exist
 * @kernel: number of blocks for a kernel zone
 * @goal: the last requested state
 * @auto_goal: the state that policy auto stands for
 * @may_go: number of online blocks that the driver removes; sysfs shows which
 * @strict: the kernel refuses to online a stained block, which is one where it
 *	took a page out of use since the block was added
 * @zone_last: the kernel asks the driver about bad pages before it chooses a
 *	zone (MEM_PREPARE_ONLINE, in 6.8 but not in 7.3)
 * @retires: the kernel can take pages out of use (CONFIG_MEMORY_FAILURE)
 */
struct model {
	int n, wanted, kernel, may_go;
	enum word goal, policy, auto_goal;
	bool bound, plug, scrub, withhold, strict, zone_last, retires;
	enum block b[MOST_BLOCKS];
	bool stained[MOST_BLOCKS];
	struct page page[MOST_PAGES];
};

static bool online(enum block b)
{
	return b >= B_KERNEL;
}

static bool online_word(enum word w)
{
	return w == ONLINE || w == ONLINE_KERNEL || w == ONLINE_MOVABLE;
}

/* The number of blocks in state @least or above. */
static int count(const struct model *m, enum block least)
{
	int i, c = 0;

	for (i = 0; i < m->n; i++)
		c += m->b[i] >= least;
	return c - m->may_go;
}

static int count_in(const struct model *m, enum block b)
{
	int i, c = 0;

	for (i = 0; i < m->n; i++)
		c += m->b[i] == b;
	return c;
}

static int bad_in(const struct model *m, int block)
{
	int p, c = 0;

	for (p = 0; p < MOST_PAGES; p++)
		c += m->page[p].known && m->page[p].block == block;
	return c;
}

static bool withheld(const struct model *m, int i)
{
	return m->withhold && m->b[i] == B_ABSENT && bad_in(m, i);
}

static int count_withheld(const struct model *m)
{
	int i, c = 0;

	for (i = 0; i < m->n; i++)
		c += withheld(m, i);
	return c;
}

static void forget_unused(struct model *m)
{
	struct page *p;

	for (p = m->page; p < m->page + MOST_PAGES; p++)
		p->used = p->known || p->held || p->marked;
}

static enum word state_of(const struct model *m)
{
	if (!count(m, B_OFFLINE))
		return UNPLUGGED;
	if (!count(m, B_KERNEL))
		return OFFLINE;
	if (count_in(m, B_OFFLINE))
		return MIXED;
	if (m->goal == ONLINE)
		return ONLINE;
	if (!count_in(m, B_KERNEL))
		return ONLINE_MOVABLE;
	return count_in(m, B_MOVABLE) ? MIXED : ONLINE_KERNEL;
}

static void comes_online(struct model *m, int i, enum block where)
{
	struct page *p;

	m->b[i] = where;
	m->stained[i] = false;
	for (p = m->page; p < m->page + MOST_PAGES; p++)
		if (p->block == i)
			p->held = p->known;
	forget_unused(m);
}

static void goes_offline(struct model *m, int i)
{
	struct page *p;

	m->b[i] = B_OFFLINE;
	for (p = m->page; p < m->page + MOST_PAGES; p++) {
		if (p->block != i)
			continue;
		p->marked = false;
		p->held = false;
	}
	forget_unused(m);
}

static void goes_away(struct model *m, int i)
{
	if (online(m->b[i]))
		goes_offline(m, i);
	m->b[i] = B_ABSENT;
	m->stained[i] = false;
}

static enum block zone_for(const struct model *m, enum word goal, int i)
{
	if (goal == ONLINE)
		return B_ONLINE;
	return goal == ONLINE_KERNEL || i < m->kernel ? B_KERNEL : B_MOVABLE;
}

/* Add the first absent blocks until @target blocks exist. */
static void add(struct model *m, int target, enum word goal)
{
	int i, missing = target - count(m, B_OFFLINE);

	for (i = 0; i < m->n && missing > 0; i++) {
		if (m->b[i] != B_ABSENT || withheld(m, i))
			continue;
		missing--;
		m->b[i] = B_OFFLINE;
		if (online_word(goal))
			comes_online(m, i, zone_for(m, goal, i));
	}
}

static void complete(struct model *m, int target, enum word goal)
{
	int i;

	add(m, target, OFFLINE);
	for (i = 0; i < m->n && online_word(goal); i++)
		if (m->b[i] == B_OFFLINE)
			comes_online(m, i, zone_for(m, goal, i));
}

static enum word policy_goal(const struct model *m)
{
	return m->policy == AUTO ? m->auto_goal : m->policy;
}

/* Is a block in a zone that the state @w does not allow? */
static bool astray(const struct model *m, enum word w)
{
	int i;

	for (i = 0; i < m->n; i++) {
		if (w == ONLINE_KERNEL && m->b[i] == B_MOVABLE)
			return true;
		if (w == ONLINE_MOVABLE && online(m->b[i]) &&
		    (m->b[i] == B_KERNEL) != (i < m->kernel))
			return true;
	}
	return false;
}

static void unplug(struct model *m)
{
	int i;

	for (i = 0; i < m->n; i++)
		if (m->b[i] != B_ABSENT)
			goes_away(m, i);
	m->goal = UNPLUGGED;
	m->wanted = 0;
}

static int set_state(struct model *m, enum word w)
{
	bool there = count(m, B_OFFLINE) >= m->wanted;

	if (w != UNPLUGGED && !online_word(w))
		return EINVAL;
	if (state_of(m) == w && (w == UNPLUGGED || there))
		return 0;
	if (w == UNPLUGGED) {
		unplug(m);
		return 0;
	}
	if (count(m, B_OFFLINE) && (w != m->goal || astray(m, w)))
		return EBUSY;

	if (!m->wanted)
		m->wanted = m->n;
	complete(m, m->wanted, w);
	m->goal = w;
	if (online_word(m->policy))
		m->policy = w;
	return 0;
}

/* Offline blocks go first, from the end, then blocks of the driver's choice. */
static void shrink(struct model *m, int by)
{
	int i;

	for (i = m->n; i-- && by;) {
		if (m->b[i] != B_OFFLINE)
			continue;
		goes_away(m, i);
		by--;
	}
	m->may_go = by;
}

static int set_size(struct model *m, int blocks)
{
	int plugged = count(m, B_OFFLINE);
	enum word goal = m->goal;

	if (blocks > plugged && blocks > m->n - count_withheld(m))
		return ENOSPC;
	if (!plugged || !online_word(goal))
		goal = policy_goal(m);
	if (blocks > plugged)
		add(m, blocks, goal);
	else
		shrink(m, plugged - blocks);
	m->wanted = blocks;
	if (!blocks)
		m->goal = UNPLUGGED;
	else if (!plugged)
		m->goal = goal;
	return 0;
}

static int bind_it(struct model *m)
{
	enum word goal;

	m->bound = true;
	if (!count(m, B_OFFLINE)) {
		/* an unplugged device does not keep its settings */
		m->policy = ONLINE_MOVABLE;
		m->goal = UNPLUGGED;
		m->wanted = 0;
		m->kernel = 0;
		m->scrub = false;
		m->withhold = false;
		if (!m->plug)
			return 0;
		m->wanted = m->n;
	}
	goal = policy_goal(m);
	complete(m, m->wanted, goal);
	if (online_word(goal) || m->goal == UNPLUGGED)
		m->goal = goal;
	return 0;
}

static int unbind_it(struct model *m)
{
	int i;

	m->bound = false;
	for (i = 0; i < m->n; i++)
		if (m->b[i] == B_OFFLINE)
			goes_away(m, i);
	return 0;
}

/* A write to memoryN/state. */
static int by_hand(struct model *m, int i, enum word w)
{
	enum block to = w == ONLINE_KERNEL ? B_KERNEL : B_MOVABLE;

	if ((w == OFFLINE) == !online(m->b[i]))
		return EINVAL;
	if (w == OFFLINE) {
		goes_offline(m, i);
		return 0;
	}
	if ((m->strict && m->stained[i]) || (m->zone_last && bad_in(m, i)))
		return EHWPOISON;
	if (m->policy == ONLINE_KERNEL && to == B_MOVABLE)
		return EPERM;
	if (m->policy == ONLINE_MOVABLE && (to == B_KERNEL) != (i < m->kernel))
		return EPERM;
	if (bad_in(m, i))
		return EHWPOISON;
	comes_online(m, i, to);
	return 0;
}

static int set_kernel(struct model *m, int blocks)
{
	int from = blocks < m->kernel ? blocks : m->kernel;
	int to = blocks > m->kernel ? blocks : m->kernel;
	int i;

	for (i = from; i < to; i++)
		if (online(m->b[i]))
			return EBUSY;
	m->kernel = blocks;
	return 0;
}

static void add_bad(struct model *m, struct page *p)
{
	p->used = true;
	p->known = true;
	if (!m->retires || !online(m->b[p->block]) || p->held)
		return;
	p->marked = true;
	m->stained[p->block] = true;
}

static void forget_bad(struct model *m, struct page *p)
{
	p->known = p->marked;
	forget_unused(m);
}

#endif /* SOAK_MODEL_H */
