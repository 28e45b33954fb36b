// SPDX-License-Identifier: LGPL-2.1-or-later
/* Change the state of an attached device. */
#include <errno.h>
#include <string.h>
#include "lib/act/device.h"
#include "lib/act/hugepages.h"
#include "lib/act/obstacle.h"
#include "policy.h"

/* Only some of the states that can be read can be written. */
static bool can_be_written(const char *word)
{
	int state = dk_state_parse(word, strlen(word));

	return state == DK_UNPLUGGED ||
	       (state >= 0 && dk_state_online(state));
}

static bool is_unplugged(const char *word)
{
	return !strcmp(word, dk_state_word(DK_UNPLUGGED));
}

static const char *cause_of(const struct daxkmem_device *d, const char *word,
			    int err)
{
	switch (err) {
	case EINTR:
		return "interrupted by a signal; the device is unchanged";
	case ETIMEDOUT:
		return "its timeout expired; the device is unchanged";
	case ENOMEM:
		return "too little room in other memory; the device is unchanged";
	case EBUSY:
		return is_unplugged(word) ?
		       "its memory has pages that cannot be moved; the device is unchanged" :
		       say("its state is %s", device_text(d, DAXKMEM_STATE));
	default:
		return NULL;
	}
}

static int write_fails(const struct daxkmem_device *d, const char *word,
		       const char *action, int err)
{
	const char *next = next_step(err, see_log(d->name));
	int rc;

	if (err == EBUSY && !is_unplugged(word))
		next = say("daxkmem state %s unplugged, then try again; %s",
			   d->name, see_log(d->name));
	rc = device_fails(d, DAXKMEM_FAILED, err, action,
			  cause_of(d, word, err), next);
	obstacle_add(d, err);
	return rc;
}

static long long goal_of(const struct daxkmem_device *d, const char *word)
{
	long long size = daxkmem_device_number(d, DAXKMEM_REQUESTED);

	if (is_unplugged(word))
		return 0;
	return size > 0 ? size : daxkmem_device_number(d, DAXKMEM_USABLE);
}

/* Caller holds the lock and has refreshed the device. */
static int change(struct daxkmem_device *d, const void *state)
{
	const char *word = state, *action = say("change the state to %s", word);
	long long goal = goal_of(d, word);
	struct huge_keep pools;
	int rc;

	if (!daxkmem_device_text(d, DAXKMEM_STATE))
		return device_not_attached(d, action);
	rc = huge_before(&pools, d, goal, action);
	if (rc)
		return rc;
	rc = device_write(d, "state", word, word, goal);
	rc = rc ? write_fails(d, word, action, -rc) : 0;
	huge_after(&pools, d, !rc && !goal);
	return rc;
}

int daxkmem_set_state(struct daxkmem_device *d, const char *state)
{
	const char *action = "change the state";

	if (!can_be_written(state))
		return device_fails(d, DAXKMEM_INVALID, EINVAL, action,
				    say("\"%s\" is not a state that can be set", state),
				    "use unplugged, online, online_kernel or online_movable");
	if (!daxkmem_device_text(d, DAXKMEM_STATE))
		return device_not_attached(d, action);
	return device_change(d, action, change, state);
}
