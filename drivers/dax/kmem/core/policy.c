// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "policy.h"

static const char * const policy_words[DK_NR_POLICIES] = {
	[DK_POLICY_OFFLINE] = "offline",
	[DK_POLICY_ONLINE] = "online",
	[DK_POLICY_ONLINE_KERNEL] = "online_kernel",
	[DK_POLICY_ONLINE_MOVABLE] = "online_movable",
	[DK_POLICY_AUTO] = "auto",
};

static const char * const state_words[DK_NR_STATES] = {
	[DK_UNPLUGGED] = "unplugged",
	[DK_OFFLINE] = "offline",
	[DK_ONLINE] = "online",
	[DK_ONLINE_KERNEL] = "online_kernel",
	[DK_ONLINE_MOVABLE] = "online_movable",
	[DK_MIXED] = "mixed",
};

/* One newline at the end is what echo adds, and no part of the word. */
static int parse(const char * const *words, int nr, const char *word,
		 size_t len)
{
	int i;

	if (len && word[len - 1] == '\n')
		len--;
	for (i = 0; i < nr; i++)
		if (strlen(words[i]) == len && !memcmp(words[i], word, len))
			return i;
	return -EINVAL;
}

const char *dk_policy_word(enum dk_policy policy)
{
	return policy_words[policy];
}

/* Returns an enum dk_policy, or -EINVAL for an unknown word. */
int dk_policy_parse(const char *word, size_t len)
{
	return parse(policy_words, DK_NR_POLICIES, word, len);
}

/*
 * May a block come online in ZONE_MOVABLE (@movable), or in another zone?
 * @kernel_part: it is one of those that online_movable leaves to the kernel
 */
bool dk_policy_allows(enum dk_policy policy, bool kernel_part, bool movable)
{
	switch (policy) {
	case DK_POLICY_ONLINE_KERNEL:
		return !movable;
	case DK_POLICY_ONLINE_MOVABLE:
		return movable != kernel_part;
	default:
		return true;
	}
}

/* The state that a bind aims at; DK_OFFLINE where others do the onlining. */
enum dk_state dk_policy_goal(enum dk_policy policy)
{
	switch (policy) {
	case DK_POLICY_ONLINE:
		return DK_ONLINE;
	case DK_POLICY_ONLINE_KERNEL:
		return DK_ONLINE_KERNEL;
	case DK_POLICY_ONLINE_MOVABLE:
		return DK_ONLINE_MOVABLE;
	default:
		return DK_OFFLINE;
	}
}

/*
 * The policy in force once an administrator wrote @goal to `state`: who asks
 * for a zone by name has named the zone that is to be kept. A policy that
 * guards no zone stays what it is.
 */
enum dk_policy dk_policy_after(enum dk_policy policy, enum dk_state goal)
{
	if (policy == DK_POLICY_OFFLINE || policy == DK_POLICY_AUTO)
		return policy;

	switch (goal) {
	case DK_ONLINE:
		return DK_POLICY_ONLINE;
	case DK_ONLINE_KERNEL:
		return DK_POLICY_ONLINE_KERNEL;
	case DK_ONLINE_MOVABLE:
		return DK_POLICY_ONLINE_MOVABLE;
	default:
		return policy;
	}
}

const char *dk_state_word(enum dk_state state)
{
	return state_words[state];
}

/* Returns an enum dk_state, or -EINVAL for an unknown word. */
int dk_state_parse(const char *word, size_t len)
{
	return parse(state_words, DK_NR_STATES, word, len);
}

bool dk_state_online(enum dk_state state)
{
	return state == DK_ONLINE || state == DK_ONLINE_KERNEL ||
	       state == DK_ONLINE_MOVABLE;
}

/**
 * dk_state_of - what `state` reads
 * @c: where the blocks are now
 * @goal: the last state that was asked for
 *
 * Blocks that a failed change left are DK_MIXED even if they are alike.
 * The goal only decides between words that are both true: memory that was
 * asked to be "online" reads so in whatever zone it is.
 *
 * Return: the state.
 */
enum dk_state dk_state_of(const struct dk_census *c, enum dk_state goal)
{
	u32 online = c->movable + c->kernel;

	if (!c->plugged)
		return DK_UNPLUGGED;
	if (c->stuck)
		return DK_MIXED;
	if (!online)
		return DK_OFFLINE;
	if (online < c->plugged)
		return DK_MIXED;
	if (goal == DK_ONLINE)
		return DK_ONLINE;
	if (!c->kernel)
		return DK_ONLINE_MOVABLE;
	if (!c->movable)
		return DK_ONLINE_KERNEL;
	return DK_MIXED;
}

/**
 * dk_state_change - what a write to `state` has to do
 * @c: where the blocks are now
 * @goal: the last state that was asked for
 * @wanted: what is asked for; neither DK_OFFLINE nor DK_MIXED
 *
 * As in Linux 7.3, memory is brought online from "unplugged" only. Asking
 * again for the last goal completes what others changed meanwhile, unless
 * they put a block into a zone that is not the goal's.
 *
 * Return: what is to be done.
 */
enum dk_change dk_state_change(const struct dk_census *c, enum dk_state goal,
			       enum dk_state wanted)
{
	bool whole = wanted == DK_UNPLUGGED || c->plugged >= c->wanted;
	bool astray = (wanted == DK_ONLINE_MOVABLE && c->astray) ||
		      (wanted == DK_ONLINE_KERNEL && c->movable);

	if (dk_state_of(c, goal) == wanted && whole)
		return DK_CHANGE_NONE;
	if (wanted == DK_UNPLUGGED || !c->plugged)
		return DK_CHANGE_RUN;
	if (wanted == goal && !astray)
		return DK_CHANGE_RUN;
	return DK_CHANGE_REFUSE;
}
