// SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later
#include "policy.h"

static const char * const policy_words[DK_NR_POLICIES] = {
	[DK_POLICY_OFFLINE] = "offline",
	[DK_POLICY_ONLINE] = "online",
	[DK_POLICY_ONLINE_KERNEL] = "online_kernel",
	[DK_POLICY_ONLINE_MOVABLE] = "online_movable",
	[DK_POLICY_AUTO] = "auto",
	[DK_POLICY_RESERVED] = "reserved",
};

static const char * const state_words[DK_NR_STATES] = {
	[DK_UNPLUGGED] = "unplugged",
	[DK_OFFLINE] = "offline",
	[DK_ONLINE] = "online",
	[DK_ONLINE_KERNEL] = "online_kernel",
	[DK_ONLINE_MOVABLE] = "online_movable",
	[DK_MIXED] = "mixed",
};

/* Ignores one newline at the end, which echo adds. */
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

/* Returns an enum dk_policy, or -EINVAL for an unknown value. */
int dk_policy_parse(const char *word, size_t len)
{
	return parse(policy_words, DK_NR_POLICIES, word, len);
}

/*
 * May a block be onlined in ZONE_MOVABLE (@movable) or in another zone?
 * @kernel_part: it is one of the blocks that kernel_size reserves for the kernel
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

/*
 * The goal of a bind; DK_OFFLINE if the driver does not online the memory,
 * DK_UNPLUGGED if it adds none.
 */
enum dk_state dk_policy_goal(enum dk_policy policy)
{
	switch (policy) {
	case DK_POLICY_ONLINE:
		return DK_ONLINE;
	case DK_POLICY_ONLINE_KERNEL:
		return DK_ONLINE_KERNEL;
	case DK_POLICY_ONLINE_MOVABLE:
		return DK_ONLINE_MOVABLE;
	case DK_POLICY_RESERVED:
		return DK_UNPLUGGED;
	default:
		return DK_OFFLINE;
	}
}

/*
 * The policy after an administrator has written @goal to `state`. A request for
 * a zone also makes it the zone to enforce. A policy that enforces no zone does
 * not change.
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

/* Returns an enum dk_state, or -EINVAL for an unknown value. */
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
 * dk_state_of - determine the value of `state`
 * @c: the current states of the blocks
 * @goal: the last state that was requested
 *
 * After a failed change that could not be undone, the state is DK_MIXED even if
 * all blocks are alike. The goal only decides between states that are both
 * true: if DK_ONLINE was requested, memory reads "online" in every zone.
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
 * dk_state_change - determine what a write to `state` must do
 * @c: the current states of the blocks
 * @goal: the last state that was requested
 * @wanted: the requested state; neither DK_OFFLINE nor DK_MIXED
 *
 * As in Linux 7.3, memory can only be onlined from "unplugged". A request for
 * the last goal again restores blocks that others have changed meanwhile,
 * unless they have onlined a block in another zone than the goal's.
 *
 * Return: what the write must do.
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
