// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem state: read or change the state of a device. */
#include <errno.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"
#include "ops/hugepages.h"
#include "ops/obstacle.h"
#include "policy.h"

/* Only some of the states that can be read can be written. */
static bool can_be_written(const char *word)
{
	int state = dk_state_parse(word, strlen(word));

	return state == DK_UNPLUGGED ||
	       (state >= 0 && dk_state_online(state));
}

static int change_fails(const struct daxkmem_device *d, const char *word,
			int err)
{
	const char *name = device_name(d), *cause = NULL;
	const char *next = next_step(err, see_log(name));
	struct obstacle o;

	obstacle_find(&o, d, err);
	if (err == EINTR)
		cause = "a signal ended it; all is as it was";
	if (err == ETIMEDOUT)
		cause = "the time that its timeout allows is over; all is as it was";
	if (err == ENOMEM)
		cause = "there is too little room in other memory; all is as it was";
	if (err == EBUSY && !strcmp(word, dk_state_word(DK_UNPLUGGED))) {
		cause = "it has pages that cannot be moved; all is as it was";
	} else if (err == EBUSY) {
		cause = say("it is %s", device_text(d, DAXKMEM_STATE));
		next = say("daxkmem state %s unplugged, then again; %s", name,
			   see_log(name));
	}
	return complain_of(&o, FAILED, err, name,
			   say("change its state to %s", word), cause, next);
}

static long long goal_of(const struct daxkmem_device *d, const char *word)
{
	long long size = daxkmem_device_number(d, DAXKMEM_REQUESTED);

	if (!strcmp(word, dk_state_word(DK_UNPLUGGED)))
		return 0;
	return size > 0 ? size : daxkmem_device_number(d, DAXKMEM_USABLE);
}

static int change(struct daxkmem_device *d, const char *word,
		  const char *action)
{
	long long goal = goal_of(d, word);
	struct huge_keep pools;
	int rc = huge_before(&pools, d, goal,
			     say("change its state to %s", word));

	(void)action;
	if (rc)
		return rc;
	rc = progress_write(d, "state", word, word, goal);
	rc = rc ? change_fails(d, word, -rc) : 0;
	huge_after(&pools, d, !rc && !goal);
	if (rc)
		return rc;
	daxkmem_device_refresh(d);
	device_done(d, device_text(d, DAXKMEM_STATE));
	return DONE;
}

static int show(struct daxkmem_device *d)
{
	struct json_object *o;

	if (!opt.json) {
		puts(device_text(d, DAXKMEM_STATE));
		return DONE;
	}
	o = device_json(d);
	json_print(o);
	json_object_put(o);
	return DONE;
}

static int state(struct daxkmem_device *d, const char *word,
		 const char *action)
{
	if (word && !can_be_written(word))
		return complain(USAGE, EINVAL, device_name(d), action,
				say("\"%s\" is not a state to write", word),
				"use unplugged, online, online_kernel or online_movable");
	if (!daxkmem_device_text(d, DAXKMEM_STATE))
		return device_not_attached(d, action);
	return word ? device_change(d, action, change, word) : show(d);
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const char *action = word ? "change its state" : "read its state";
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], action);

	if (rc)
		return rc;
	rc = state(d, word, action);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_state = {
	"state", run, "DEVICE [unplugged|online|online_kernel|online_movable]",
	"read or change a device's state", NULL, 1, 2,
};
