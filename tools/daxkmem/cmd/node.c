// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem node: read or change the NUMA node that a device's memory goes to. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "cli/daxkmem.h"
#include "cmd/commands.h"
#include "ops/device.h"

#define POSSIBLE "/sys/devices/system/node/possible"

static int show(const struct daxkmem_device *d)
{
	struct json_object *o;

	if (!opt.json) {
		printf("%lld\n", daxkmem_device_number(d, DAXKMEM_NODE));
		return DONE;
	}
	o = device_json(d);
	json_print(o);
	json_object_put(o);
	return DONE;
}

static bool is_number(const char *word)
{
	const char *digits = *word == '-' ? word + 1 : word;

	return *digits && strspn(digits, "0123456789") == strlen(digits) &&
	       strlen(digits) < 10 && atoi(word) >= -1;
}

static int write_fails(const struct daxkmem_device *d, const char *word,
		       const char *action, int err)
{
	const char *name = device_name(d);
	char possible[TEXT_LEN];

	if (err == EBUSY)
		return complain(FAILED, err, name, action,
				"its memory is plugged",
				say("daxkmem state %s unplugged, then again",
				    name));
	if (err == EINVAL &&
	    root_read(ctx, possible, sizeof(possible), POSSIBLE) > 0)
		return complain(FAILED, err, name, action,
				say("node %s is not possible on this machine",
				    word),
				say("these are: %s", possible));
	return complain(FAILED, err, name, action, NULL,
			next_step(err, see_log(name)));
}

static int change(struct daxkmem_device *d, const char *word,
		  const char *action)
{
	int rc = daxkmem_device_write(d, "dax_kmem/target_node", word);

	if (rc)
		return write_fails(d, word, action, -rc);
	daxkmem_device_refresh(d);
	device_done(d, say("memory goes to node %lld",
			   daxkmem_device_number(d, DAXKMEM_NODE)));
	return DONE;
}

static int run(int argc, char **argv)
{
	const char *word = argc > 1 ? argv[1] : NULL;
	const char *action = word ? "change its node" : "read its node";
	struct daxkmem_device *d;
	int rc = device_find(&d, argv[0], action);

	if (rc)
		return rc;
	if (!word)
		rc = show(d);
	else if (!is_number(word))
		rc = complain(USAGE, 0, device_name(d), action,
			      say("\"%s\" is no node", word),
			      "give its number, or -1 for the device's own");
	else if (!daxkmem_device_attached(d))
		rc = device_not_attached(d, action);
	else
		rc = device_change(d, action, change, word);
	daxkmem_device_free(d);
	return rc;
}

const struct command cmd_node = {
	"node", run, "DEVICE [N|-1]",
	"read or change the node that a device's memory goes to", NULL, 1, 2,
};
