// SPDX-License-Identifier: GPL-2.0-or-later
/* Find the devices named on the command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "ops/kept.h"

/* The device is gone, but the driver may have kept its memory. */
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

/* Find exactly one device. Returns 0, or an exit code. */
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

struct found {
	struct daxkmem_device **v;
	int nr;
};

static bool is_found(const struct found *f, const struct daxkmem_device *d)
{
	int i;

	for (i = 0; i < f->nr; i++)
		if (!strcmp(device_name(f->v[i]), device_name(d)))
			return true;
	return false;
}

/* Append the devices without duplicates. Returns 0, or an exit code. */
static int keep(struct found *f, struct daxkmem_device **v, int nr,
		const char *word, const char *action)
{
	struct daxkmem_device **more = reallocarray(f->v, f->nr + nr + 1,
						    sizeof(*more));
	int i;

	if (!more) {
		daxkmem_devices_free(v, nr);
		return complain(FAILED, ENOMEM, word, action, NULL, NULL);
	}
	f->v = more;
	for (i = 0; i < nr; i++) {
		if (is_found(f, v[i]))
			daxkmem_device_unref(v[i]);
		else
			f->v[f->nr++] = v[i];
	}
	free(v);
	return 0;
}

static int find_all(struct found *f,
		    bool (*wanted)(const struct daxkmem_device *d),
		    const char *action)
{
	struct daxkmem_device **v;
	int i, n = 0, nr = daxkmem_devices(ctx, &v);

	if (nr < 0)
		return not_found(-nr, "all", action);
	for (i = 0; i < nr; i++) {
		if (wanted(v[i]))
			v[n++] = v[i];
		else
			daxkmem_device_unref(v[i]);
	}
	return keep(f, v, n, "all", action);
}

static int find_word(struct found *f, const char *word, const char *action)
{
	struct daxkmem_device **v;
	int nr = daxkmem_devices_find(ctx, word, &v);

	return nr < 0 ? not_found(-nr, word, action) :
			keep(f, v, nr, word, action);
}

static int act_on_each(const struct found *f, const char *action,
		       int (*act)(struct daxkmem_device *d))
{
	int i, rc, first = DONE, good = 0;

	for (i = 0; i < f->nr && !stop_asked(); i++) {
		rc = act(f->v[i]);
		if (!rc)
			good++;
		else if (!first)
			first = rc;
	}
	if (i < f->nr && !first)
		first = complain(FAILED, EINTR, device_name(f->v[i]), action,
				 "a signal arrived before",
				 say("daxkmem list %s", device_name(f->v[i])));
	return first && good ? PARTLY : first;
}

/**
 * devices_each - run a function for several devices
 * @argv: each names one or more devices; "all" stands for all @wanted devices
 * @wanted: NULL if "all" is not allowed
 * @act: returns an exit code
 *
 * Does nothing unless each argument names a device. Returns an exit code:
 * PARTLY if @act failed for some devices.
 */
int devices_each(int argc, char **argv, const char *action,
		 bool (*wanted)(const struct daxkmem_device *d),
		 int (*act)(struct daxkmem_device *d))
{
	struct found f = { .nr = 0 };
	int i, rc = 0;

	for (i = 0; !rc && i < argc; i++)
		rc = wanted && !strcmp(argv[i], "all") ?
		     find_all(&f, wanted, action) :
		     find_word(&f, argv[i], action);
	if (!rc)
		rc = act_on_each(&f, action, act);
	if (f.v)
		daxkmem_devices_free(f.v, f.nr);
	return rc;
}
