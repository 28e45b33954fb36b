// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem state: read the state of a device, or bring it to another. */
#include <errno.h>
#include <string.h>
#include "daxkmem.h"
#include "policy.h"

static int no_state(const struct dax_device *d, const char *action)
{
	if (device_in_tree_kmem(d))
		return complain(UNSUPPORTED, ENOENT, d->name, action,
				"this kernel's own kmem driver has it, and has no state",
				say("daxctl list -d %s", d->name));
	return complain(FAILED, ENOENT, d->name, action,
			"it is not attached, and so has no state",
			say("daxkmem attach %s", d->name));
}

/* Reads say more words than writes know. */
static bool can_be_written(const char *word)
{
	int state = dk_state_parse(word, strlen(word));

	return state == DK_UNPLUGGED ||
	       (state >= 0 && dk_state_online(state));
}

static int change_fails(const struct dax_device *d, const char *word, int err)
{
	const char *action = say("change its state to %s", word);
	const char *log = say("dmesg | grep %s says why", d->name);

	if (err == EINTR)
		return complain(FAILED, err, d->name, action,
				"a signal ended it; all is as it was", log);
	if (err == EBUSY && strcmp(word, dk_state_word(DK_UNPLUGGED)))
		return complain(FAILED, err, d->name, action,
				say("it is %s", d->state),
				say("daxkmem state %s unplugged, then again; %s",
				    d->name, log));
	return complain(FAILED, err, d->name, action, NULL,
			next_step(err, log));
}

static int change(const struct dax_device *d, const char *word)
{
	struct dax_device now;
	int rc;

	stop_catch();
	rc = sys_write(path_of("/sys/bus/dax/devices/%s/state", d->name), word);
	if (rc)
		return change_fails(d, word, -rc);
	device_read(&now, d->name);
	print_done(d->name, now.state);
	return DONE;
}

int cmd_state(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const char *action = word ? "change its state" : "read its state";
	struct dax_device d;
	int rc = device_find(&d, argv[0], action);

	if (rc)
		return rc;
	if (word && !can_be_written(word))
		return complain(USAGE, EINVAL, d.name, action,
				say("\"%s\" is not a state to write", word),
				"use unplugged, online, online_kernel or online_movable");
	if (!*d.state)
		return no_state(&d, action);
	if (word)
		return change(&d, word);
	if (opt.json)
		print_json(&d, 1);
	else
		puts(d.state);
	return DONE;
}
