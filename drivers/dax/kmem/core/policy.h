/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* The words of `policy` and `state`, and which change of state is allowed. */
#ifndef DK_CORE_POLICY_H
#define DK_CORE_POLICY_H

#include "types.h"

/* What a bind does, and the zone that blocks may come online in. */
enum dk_policy {
	DK_POLICY_OFFLINE,	 /* added, left offline; nothing is refused */
	DK_POLICY_ONLINE,	 /* online, in the zone that the kernel picks */
	DK_POLICY_ONLINE_KERNEL, /* online, outside ZONE_MOVABLE only */
	DK_POLICY_ONLINE_MOVABLE,/* online, in ZONE_MOVABLE only */
	DK_POLICY_AUTO,		 /* what auto_online_blocks says; nothing refused */
	DK_NR_POLICIES,
};

/* The state of a whole device; the words are those of Linux 7.3's kmem. */
enum dk_state {
	DK_UNPLUGGED,		/* no memory block of the device exists */
	DK_OFFLINE,		/* blocks exist; none is online */
	DK_ONLINE,		/* all online, each where the kernel put it */
	DK_ONLINE_KERNEL,	/* all online, none in ZONE_MOVABLE */
	DK_ONLINE_MOVABLE,	/* all online, all in ZONE_MOVABLE */
	DK_MIXED,		/* none of these; is read, never written */
	DK_NR_STATES,
};

/* How many blocks of a device are where. */
struct dk_census {
	u32 wanted;	/* that are to exist */
	u32 plugged;	/* that exist */
	u32 movable;	/* online in ZONE_MOVABLE */
	u32 kernel;	/* online in another zone, or in several */
	u32 astray;	/* online, and not where online_movable puts them */
	bool stuck;	/* a failed change left them so */
};

const char *dk_policy_word(enum dk_policy policy);
int dk_policy_parse(const char *word, size_t len);
bool dk_policy_allows(enum dk_policy policy, bool kernel_part, bool movable);
enum dk_state dk_policy_goal(enum dk_policy policy);
enum dk_policy dk_policy_after(enum dk_policy policy, enum dk_state goal);

const char *dk_state_word(enum dk_state state);
int dk_state_parse(const char *word, size_t len);
bool dk_state_online(enum dk_state state);
enum dk_state dk_state_of(const struct dk_census *c, enum dk_state goal);

/* What a write to `state` has to do. */
enum dk_change {
	DK_CHANGE_NONE,		/* it is there already */
	DK_CHANGE_RUN,		/* go there */
	DK_CHANGE_REFUSE,	/* "unplugged" must come between */
};

enum dk_change dk_state_change(const struct dk_census *c, enum dk_state goal,
			       enum dk_state wanted);

#endif /* DK_CORE_POLICY_H */
