/* SPDX-License-Identifier: GPL-2.0-only OR LGPL-2.1-or-later */
/* The values of `policy` and `state`, and which changes of state are allowed. */
#ifndef DK_CORE_POLICY_H
#define DK_CORE_POLICY_H

#include "types.h"

/* What a bind does, and the zones in which blocks may be onlined. */
enum dk_policy {
	DK_POLICY_OFFLINE,	 /* add only; others may online in any zone */
	DK_POLICY_ONLINE,	 /* online in the zone the kernel selects */
	DK_POLICY_ONLINE_KERNEL, /* online, only in kernel zones */
	DK_POLICY_ONLINE_MOVABLE,/* online, only in ZONE_MOVABLE */
	DK_POLICY_AUTO,		 /* follow auto_online_blocks, in any zone */
	DK_POLICY_RESERVED,	 /* add nothing, and keep all others away */
	DK_NR_POLICIES,
};

/* The state of a whole device; the values are those of kmem in Linux 7.3. */
enum dk_state {
	DK_UNPLUGGED,		/* no memory block of the device exists */
	DK_OFFLINE,		/* blocks exist; none is online */
	DK_ONLINE,		/* all online, in zones the kernel selected */
	DK_ONLINE_KERNEL,	/* all online, none in ZONE_MOVABLE */
	DK_ONLINE_MOVABLE,	/* all online, all in ZONE_MOVABLE */
	DK_MIXED,		/* none of these; can be read, not written */
	DK_NR_STATES,
};

/* The number of blocks of a device in each state. */
struct dk_census {
	u32 wanted;	/* must exist */
	u32 plugged;	/* exist */
	u32 movable;	/* online in ZONE_MOVABLE */
	u32 kernel;	/* online in another zone, or in several */
	u32 astray;	/* online, but not in the zone for online_movable */
	bool stuck;	/* a failed change could not be undone */
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

/* What a write to `state` must do. */
enum dk_change {
	DK_CHANGE_NONE,		/* nothing: the state is reached already */
	DK_CHANGE_RUN,		/* change to the state */
	DK_CHANGE_REFUSE,	/* refuse: "unplugged" must be written first */
};

enum dk_change dk_state_change(const struct dk_census *c, enum dk_state goal,
			       enum dk_state wanted);

#endif /* DK_CORE_POLICY_H */
