// SPDX-License-Identifier: GPL-2.0-only
/* core/policy: values, the state of a device, and which writes are allowed. */
#include "kselftest.h"
#include "../../drivers/dax/kmem/core/policy.h"

static void words(void)
{
	int i, good = 1;

	for (i = 0; i < DK_NR_POLICIES; i++) {
		const char *w = dk_policy_word(i);

		good &= dk_policy_parse(w, strlen(w)) == i;
	}
	for (i = 0; i < DK_NR_STATES; i++) {
		const char *w = dk_state_word(i);

		good &= dk_state_parse(w, strlen(w)) == i;
	}
	point(good,
	      "every printed value is parsed as the same policy or state");

	point(dk_state_parse("online\n", 7) == DK_ONLINE &&
	      dk_policy_parse("auto\n", 5) == DK_POLICY_AUTO,
	      "one newline at the end is ignored");
	point(dk_state_parse("", 0) == -EINVAL &&
	      dk_state_parse("\n", 1) == -EINVAL &&
	      dk_state_parse("online\n\n", 8) == -EINVAL &&
	      dk_state_parse("onlin", 5) == -EINVAL &&
	      dk_state_parse("online ", 7) == -EINVAL &&
	      dk_state_parse("Online", 6) == -EINVAL &&
	      dk_state_parse("online\0", 7) == -EINVAL &&
	      dk_policy_parse("unplugged", 9) == -EINVAL,
	      "everything else is refused");
}

static void zones(void)
{
	enum dk_policy p;
	int i, named = 1, unnamed = 1;

	for (i = 0; i < 4; i++) {
		bool part = i & 1, movable = i & 2;

		named &= dk_policy_allows(DK_POLICY_ONLINE_KERNEL, part,
					  movable) == !movable;
		for (p = 0; p < DK_NR_POLICIES; p++)
			if (p != DK_POLICY_ONLINE_KERNEL &&
			    p != DK_POLICY_ONLINE_MOVABLE)
				unnamed &= dk_policy_allows(p, part, movable);
	}
	point(named &&
	      dk_policy_allows(DK_POLICY_ONLINE_MOVABLE, false, true) &&
	      !dk_policy_allows(DK_POLICY_ONLINE_MOVABLE, false, false),
	      "a policy that names a zone refuses the other");
	point(dk_policy_allows(DK_POLICY_ONLINE_MOVABLE, true, false) &&
	      !dk_policy_allows(DK_POLICY_ONLINE_MOVABLE, true, true),
	      "online_movable keeps the kernel's part out of ZONE_MOVABLE");
	point(unnamed, "a policy without a zone refuses none");
	point(dk_policy_after(DK_POLICY_ONLINE_MOVABLE, DK_ONLINE_KERNEL) ==
	      DK_POLICY_ONLINE_KERNEL &&
	      dk_policy_after(DK_POLICY_ONLINE, DK_ONLINE_MOVABLE) ==
	      DK_POLICY_ONLINE_MOVABLE &&
	      dk_policy_after(DK_POLICY_ONLINE_MOVABLE, DK_UNPLUGGED) ==
	      DK_POLICY_ONLINE_MOVABLE &&
	      dk_policy_after(DK_POLICY_AUTO, DK_ONLINE_KERNEL) ==
	      DK_POLICY_AUTO,
	      "a state with a zone sets the policy, except under auto");
}

/* Every census of four blocks, checked by rules instead of a decision tree. */
static void readings(void)
{
	struct dk_census c = { .wanted = 4 };
	int good = 1;
	u32 i, off;
	enum dk_state s, goal;

	for (i = 0; i < 5 * 5 * 5 * DK_MIXED; i++) {
		c.movable = i % 5;
		c.kernel = i / 5 % 5;
		off = i / 25 % 5;
		goal = i / 125;
		c.plugged = c.movable + c.kernel + off;
		s = dk_state_of(&c, goal);
		good &= (s == DK_UNPLUGGED) == (c.plugged == 0);
		good &= (s == DK_OFFLINE) ==
			(off && !c.movable && !c.kernel);
		if (s == DK_ONLINE_MOVABLE)
			good &= c.movable && !c.kernel && !off;
		if (s == DK_ONLINE_KERNEL)
			good &= !c.movable && c.kernel && !off;
		if (s == DK_ONLINE)
			good &= goal == DK_ONLINE && !off;
		if (s == DK_MIXED)
			good &= (off && c.movable + c.kernel) ||
				(c.movable && c.kernel);
	}
	point(good, "the state is true for all blocks, regardless of the goal");
	point(dk_state_online(DK_ONLINE) && dk_state_online(DK_ONLINE_KERNEL) &&
	      dk_state_online(DK_ONLINE_MOVABLE) &&
	      !dk_state_online(DK_UNPLUGGED) && !dk_state_online(DK_OFFLINE) &&
	      !dk_state_online(DK_MIXED), "three states are online");
}

/* wanted, plugged, movable, kernel, astray, stuck */
static void changes(void)
{
	struct dk_census none = { 4, 0, 0, 0, 0, 0 }, off = { 4, 4, 0, 0, 0, 0 };
	struct dk_census movable = { 4, 4, 4, 0, 0, 0 }, hole = { 4, 4, 3, 0, 0, 0 };
	struct dk_census part = { 4, 3, 3, 0, 0, 0 }, more = { 3, 4, 4, 0, 0, 0 };

	point(dk_state_change(&none, DK_UNPLUGGED, DK_ONLINE) == DK_CHANGE_RUN &&
	      dk_state_change(&none, DK_UNPLUGGED, DK_UNPLUGGED) == DK_CHANGE_NONE,
	      "from unplugged every online state can be reached");
	point(dk_state_change(&movable, DK_ONLINE_MOVABLE, DK_ONLINE_KERNEL) ==
	      DK_CHANGE_REFUSE &&
	      dk_state_change(&movable, DK_ONLINE_MOVABLE, DK_ONLINE) ==
	      DK_CHANGE_REFUSE &&
	      dk_state_change(&off, DK_OFFLINE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_REFUSE,
	      "another online state is refused unless the device is unplugged first");
	point(dk_state_change(&movable, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_NONE &&
	      dk_state_change(&more, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_NONE,
	      "a reached state needs no change, even with too many blocks");
	point(dk_state_change(&hole, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_RUN &&
	      dk_state_change(&part, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_RUN,
	      "the same state again completes blocks that were changed by others");
	point(dk_state_change(&hole, DK_ONLINE_MOVABLE, DK_UNPLUGGED) ==
	      DK_CHANGE_RUN &&
	      dk_state_change(&off, DK_OFFLINE, DK_UNPLUGGED) == DK_CHANGE_RUN,
	      "unplugged is always allowed");
}

/* Blocks left by a change that was only partly undone. */
static void stuck(void)
{
	struct dk_census online = { 0, 2, 2, 0, 0, 1 }, gone = { 4, 0, 0, 0, 0, 1 };
	struct dk_census few = { 4, 2, 2, 0, 0, 1 };

	point(dk_state_of(&online, DK_UNPLUGGED) == DK_MIXED &&
	      dk_state_of(&few, DK_ONLINE_MOVABLE) == DK_MIXED &&
	      dk_state_of(&gone, DK_ONLINE_MOVABLE) == DK_UNPLUGGED,
	      "stuck blocks read as mixed, even if all are alike");
	point(dk_state_change(&online, DK_UNPLUGGED, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_REFUSE &&
	      dk_state_change(&online, DK_UNPLUGGED, DK_UNPLUGGED) ==
	      DK_CHANGE_RUN &&
	      dk_state_change(&few, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_RUN,
	      "... and no write treats them as its goal");
}

static void strays(void)
{
	struct dk_census astray = { 4, 4, 2, 1, 1, 0 }, parted = { 4, 3, 2, 1, 0, 0 };
	struct dk_census wrong_part = { 4, 4, 3, 0, 1, 0 };

	point(dk_state_change(&astray, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_REFUSE &&
	      dk_state_change(&astray, DK_ONLINE_KERNEL, DK_ONLINE_KERNEL) ==
	      DK_CHANGE_REFUSE &&
	      dk_state_change(&astray, DK_ONLINE, DK_ONLINE) == DK_CHANGE_RUN,
	      "the same state again is refused if a block is online in another zone");
	point(dk_state_change(&wrong_part, DK_ONLINE_MOVABLE,
			      DK_ONLINE_MOVABLE) == DK_CHANGE_REFUSE,
	      "... or if a block of the kernel's part is online in ZONE_MOVABLE");
	point(dk_state_change(&parted, DK_ONLINE_MOVABLE, DK_ONLINE_MOVABLE) ==
	      DK_CHANGE_RUN,
	      "... but allowed if the kernel's part is in a kernel zone");
}

/* Every small census, also checked by rules. */
static void all_changes(void)
{
	static const enum dk_state asks[] = {
		DK_UNPLUGGED, DK_ONLINE, DK_ONLINE_KERNEL, DK_ONLINE_MOVABLE,
	};
	int good = 1;
	u32 i;

	for (i = 0; i < 4 * 4 * 4 * 4 * 4 * 4 * DK_MIXED; i++) {
		u32 off = i / 64 % 4;
		struct dk_census c = { i / 256 % 4, 0, i % 4, i / 4 % 4,
				       i / 16 % 4, 0 };
		enum dk_state ask = asks[i / 1024 % 4], goal = i / 4096;
		enum dk_change change;

		c.plugged = c.movable + c.kernel + off;
		if (c.astray > c.movable + c.kernel)
			continue;
		change = dk_state_change(&c, goal, ask);
		if (change == DK_CHANGE_NONE)
			good &= dk_state_of(&c, goal) == ask &&
				(!c.plugged || c.plugged >= c.wanted);
		if (change == DK_CHANGE_REFUSE)
			good &= ask != DK_UNPLUGGED && c.plugged;
		if (change == DK_CHANGE_RUN && c.plugged && ask != DK_UNPLUGGED)
			good &= ask == goal &&
				!(ask == DK_ONLINE_MOVABLE && c.astray) &&
				!(ask == DK_ONLINE_KERNEL && c.movable);
	}
	point(good,
	      "only the last goal is completed, and only if no block is astray");
}

int main(void)
{
	points_planned(20);
	words();
	zones();
	readings();
	changes();
	stuck();
	strays();
	all_changes();
	finish();
}
