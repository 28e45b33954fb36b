// SPDX-License-Identifier: GPL-2.0-or-later
/* The device that a word of the command line names. */
#include <errno.h>
#include <stdlib.h>
#include "ops/device.h"
#include "ops/kept.h"

/* Its memory may still be there. */
static int gone(const char *word, const char *action)
{
	struct kept_all all;
	const struct kept *kept;
	int rc;

	kept_read(&all);
	kept = kept_by_name(&all, word);
	rc = kept ? complain(FAILED, ENODEV, word, action,
			     say("there is no such device any more; the driver keeps %s of its memory on node %d",
				 size_text(kept->k->plugged), kept->k->node),
			     kept_next(kept)) :
		    complain(FAILED, ENODEV, word, action,
			     "there is no such device", "daxkmem list");
	kept_free(&all);
	return rc;
}

static int not_found(int err, const char *word, const char *action)
{
	switch (err) {
	case EINVAL:
		return complain(USAGE, 0, word, action,
				"this is not the name of a dax device",
				"name one as dax0.0, namespace0.0 or uuid=UUID; daxkmem list shows them");
	case ENOENT:
		return complain(UNSUPPORTED, err, word, action,
				"there is no dax bus in " DAX_DEVICES,
				"modprobe dax; a kernel without CONFIG_DAX has none");
	case ENODEV:
		return gone(word, action);
	default:
		return complain(FAILED, err, word, action, NULL, NULL);
	}
}

/* The one device that a word names. Returns 0, or an exit code. */
int device_find(struct daxkmem_device **d, const char *word,
		const char *action)
{
	struct daxkmem_device **v;
	int nr = daxkmem_devices_find(ctx, word, &v);

	if (nr < 0)
		return not_found(-nr, word, action);
	if (nr > 1) {
		const char *text = say("%d devices are named so: %s, %s%s", nr,
				       device_name(v[0]), device_name(v[1]),
				       nr > 2 ? " and others" : "");

		daxkmem_devices_free(v, nr);
		return complain(USAGE, 0, word, action, text,
				"name one of them");
	}
	*d = v[0];
	free(v);
	return 0;
}

/* What is asked for is a file of the driver's, which does not have it. */
int device_not_attached(const struct daxkmem_device *d, const char *action)
{
	const char *name = device_name(d);

	if (daxkmem_device_in_tree(d))
		return complain(UNSUPPORTED, ENOENT, name, action,
				"this kernel's own kmem driver has it",
				say("daxctl list -d %s", name));
	return complain(FAILED, ENOENT, name, action, "it is not attached",
			say("daxkmem attach %s", name));
}
