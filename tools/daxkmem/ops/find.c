// SPDX-License-Identifier: GPL-2.0-or-later
/* Find the devices named on the command line. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/cxl.h"
#include "ops/device.h"
#include "ops/kept.h"

#define ALL_DEVICES "all"

/* The device is gone, but the driver may have kept its memory. */
static int gone(const char *word, const char *action)
{
	struct kept_all all;
	const struct kept *kept;
	int rc;

	kept_read(&all);
	kept = kept_by_name(&all, word);
	rc = kept ? complain(FAILED, ENODEV, word, action,
			     say("the device no longer exists; the driver keeps %s of its memory on node %d",
				 size_text(kept->k->plugged), kept->k->node),
			     kept_next(kept)) :
		    complain(FAILED, ENODEV, word, action,
			     "there is no such device", "daxkmem list");
	kept_free(&all);
	return rc;
}

/* The region has no dax device: it is disabled, or the driver keeps its memory. */
static int region_without_dax(const struct daxkmem_memdev *m, const char *word,
			      const char *action)
{
	const char *text = say("%s (serial %#llx) is part of %s, which has no dax device",
			       m->name, m->serial, m->region);
	const struct kept *kept;
	struct kept_all all;
	int rc;

	kept_read(&all);
	kept = kept_by_region(&all, m->region);
	if (kept)
		text = say("%s; the driver keeps %s of its memory on node %d", text,
			   size_text(kept->k->plugged), kept->k->node);
	rc = complain(FAILED, ENODEV, word, action, text,
		      kept ? kept_next(kept) : cxl_region_next(m->region));
	kept_free(&all);
	return rc;
}

/* The memory device exists, but no dax device has its memory. */
static int memdev_without_dax(const struct daxkmem_memdev *m, const char *word,
			      const char *action)
{
	if (*m->region)
		return region_without_dax(m, word, action);
	return complain(FAILED, ENODEV, word, action,
			say("%s (serial %#llx) is part of no region", m->name,
			    m->serial), cxl_create_command(m));
}

static int no_device(const char *word, const char *action)
{
	struct daxkmem_memdev *v = NULL;
	int i, rc, nr = daxkmem_memdevs(ctx, &v);

	for (i = 0; i < nr; i++)
		if (daxkmem_memdev_matches(&v[i], word))
			break;
	rc = i < nr ? memdev_without_dax(&v[i], word, action) :
		      gone(word, action);
	free(v);
	return rc;
}

/* Report that devices of several regions match. Returns the exit code. */
int devices_ambiguous(const char *word, const char *action)
{
	struct daxkmem_device **v;
	const char *text = "";
	int i, nr = daxkmem_devices(ctx, &v);

	for (i = 0; i < nr; i++)
		if (daxkmem_device_matches(v[i], word))
			text = say("%s%s%s (%s)", text, *text ? ", " : "",
				   device_name(v[i]),
				   device_text(v[i], DAXKMEM_REGION));
	if (nr >= 0)
		daxkmem_devices_free(v, nr);
	return complain(USAGE, ENOTUNIQ, word, action,
			say("devices of several regions match: %s", text),
			"choose one of them");
}

static int not_found(int err, const char *word, const char *action)
{
	switch (err) {
	case EINVAL:
		return complain(USAGE, 0, word, action,
				"this is not the name of a dax device",
				"use a name such as dax0.0, namespace0.0, uuid=UUID or serial=NUMBER; daxkmem list shows them");
	case ENOENT:
		return complain(UNSUPPORTED, err, word, action,
				"there is no dax bus in " DAX_DEVICES,
				"modprobe dax; a kernel without CONFIG_DAX has no dax bus");
	case ENODEV:
		return no_device(word, action);
	case ENOTUNIQ:
		return devices_ambiguous(word, action);
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
		const char *text = say("%d devices match this name: %s, %s%s", nr,
				       device_name(v[0]), device_name(v[1]),
				       nr > 2 ? " and others" : "");

		daxkmem_devices_free(v, nr);
		return complain(USAGE, 0, word, action, text,
				"choose one of them");
	}
	*d = v[0];
	free(v);
	return 0;
}

/* True if @word has the form of a device's name, or stands for all devices. */
bool device_word(const char *word)
{
	return !strcmp(word, ALL_DEVICES) || daxkmem_word_ok(word);
}

/* For devices_find(): "all" stands for all devices. */
bool device_any(const struct daxkmem_device *d)
{
	return d;
}

static bool is_found(const struct devices *s, const struct daxkmem_device *d)
{
	int i;

	for (i = 0; i < s->nr; i++)
		if (!strcmp(device_name(s->v[i]), device_name(d)))
			return true;
	return false;
}

/* Append the devices without duplicates. Returns 0, or an exit code. */
static int keep(struct devices *s, struct daxkmem_device **v, int nr,
		const char *word, const char *action)
{
	struct daxkmem_device **more = reallocarray(s->v, s->nr + nr + 1,
						    sizeof(*more));
	int i;

	if (!more) {
		daxkmem_devices_free(v, nr);
		return complain(FAILED, ENOMEM, word, action, NULL, NULL);
	}
	s->v = more;
	for (i = 0; i < nr; i++) {
		if (is_found(s, v[i]))
			daxkmem_device_unref(v[i]);
		else
			s->v[s->nr++] = v[i];
	}
	free(v);
	return 0;
}

static int add_all(struct devices *s,
		   bool (*wanted)(const struct daxkmem_device *d),
		   const char *action)
{
	struct daxkmem_device **v;
	int i, n = 0, nr = daxkmem_devices(ctx, &v);

	if (nr < 0)
		return not_found(-nr, ALL_DEVICES, action);
	for (i = 0; i < nr; i++) {
		if (wanted(v[i]))
			v[n++] = v[i];
		else
			daxkmem_device_unref(v[i]);
	}
	s->several = true;
	s->all = true;
	return keep(s, v, n, ALL_DEVICES, action);
}

/**
 * devices_add - add the devices that a word names, without duplicates
 * @wanted: "all" stands for the devices for which it returns true; NULL if "all"
 *          is not allowed
 *
 * Returns 0, or an exit code after an error message.
 */
int devices_add(struct devices *s, const char *word, const char *action,
		bool (*wanted)(const struct daxkmem_device *d))
{
	struct daxkmem_device **v;
	int nr;

	if (wanted && !strcmp(word, ALL_DEVICES))
		return add_all(s, wanted, action);
	nr = daxkmem_devices_find(ctx, word, &v);
	if (nr < 0)
		return not_found(-nr, word, action);
	s->several = s->several || nr > 1;
	return keep(s, v, nr, word, action);
}

/**
 * devices_find - find all devices that the command line names
 * @argv: each names one or more devices
 * @wanted: as for devices_add()
 *
 * Returns 0, or an exit code after an error message: each argument must name a
 * device. Call devices_free() in both cases.
 */
int devices_find(struct devices *s, int argc, char **argv, const char *action,
		 bool (*wanted)(const struct daxkmem_device *d))
{
	int i, rc = 0;

	*s = (struct devices){ .several = argc > 1 };
	for (i = 0; !rc && i < argc; i++)
		rc = devices_add(s, argv[i], action, wanted);
	return rc;
}

static int act_on_each(const struct devices *s, const char *action,
		       int (*act)(struct daxkmem_device *d))
{
	int i, rc, first = DONE, good = 0;

	for (i = 0; i < s->nr && !stop_asked(); i++) {
		rc = act(s->v[i]);
		if (!rc)
			good++;
		else if (!first)
			first = rc;
	}
	if (i < s->nr && !first)
		first = complain(FAILED, EINTR, device_name(s->v[i]), action,
				 "interrupted by a signal before it was processed",
				 say("daxkmem list %s", device_name(s->v[i])));
	return first && good ? PARTLY : first;
}

/**
 * devices_each - run a function for each device
 * @act: returns an exit code; calls json_result() for its JSON
 *
 * Returns an exit code: PARTLY if @act failed for some devices, but not for all.
 */
int devices_each(const struct devices *s, const char *action,
		 int (*act)(struct daxkmem_device *d))
{
	bool list = opt.json && s->several;
	int rc;

	if (list)
		json_results_begin();
	rc = act_on_each(s, action, act);
	if (list)
		json_results_end();
	return rc;
}

void devices_free(struct devices *s)
{
	if (s->v)
		daxkmem_devices_free(s->v, s->nr);
}
