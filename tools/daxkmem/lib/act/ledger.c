// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The ledger: bad pages, saved across reboots. Each device has a file in
 * /var/lib/daxkmem, named by the UUID of its namespace, or by the CXL memory
 * devices that it consists of.
 *
 * A bad page is a location on the medium, but hardware changes may move the
 * medium to other physical addresses. So the file counts bytes from the start
 * of the device. Any other device is identified by its start address, which is
 * part of the file name.
 */
#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/store.h"
#include "lib/act/device.h"
#include "lib/act/ledger.h"
#include "lib/cxl_medium.h"

#define WRITE_MAX 4000		/* one write takes at most 4096 bytes */

static int fails(const struct daxkmem_device *d, int err, const char *action,
		 const char *cause)
{
	return device_fails(d, DAXKMEM_FAILED, err, action,
			    say("%s: %s", cause, strerror(err)),
			    next_step(err, NULL));
}

/* Addresses of the device. */
int ledger_own(const struct daxkmem_device *d, const char *action,
	       struct ranges *own)
{
	*own = (struct ranges){ 0 };
	own->nr = daxkmem_device_ranges(d, &own->v);
	if (own->nr < 0)
		return fails(d, -own->nr, action, "its addresses cannot be read");
	ranges_merge(own);
	return 0;
}

/* True if the string is safe as a part of a file name. */
static bool harmless(const char *s)
{
	const char *c;

	for (c = s; *c; c++)
		if (!isalnum((unsigned char)*c) && !strchr("-_.", *c))
			return false;
	return *s && *s != '.';
}

static const char *lower(const char *s)
{
	const char *text = say("%s", s);
	char *c;

	for (c = (char *)text; *c; c++)
		*c = tolower((unsigned char)*c);
	return text;
}

/* @file is a buffer of PATH_MAX bytes. */
static void file_called(const struct daxkmem_device *d,
			const struct ranges *own, const char *suffix,
			char *file)
{
	const char *uuid = device_text(d, DAXKMEM_UUID);
	const char *region = device_text(d, DAXKMEM_REGION);
	char medium[MEDIUM_LEN];

	if (harmless(uuid))
		snprintf(file, PATH_MAX, STATE_DIR "/%s.%s", lower(uuid),
			 suffix);
	else if (cxl_medium(d, own->v[0].start, medium))
		snprintf(file, PATH_MAX, STATE_DIR "/%s.%s", medium, suffix);
	else
		snprintf(file, PATH_MAX, STATE_DIR "/%s-0x%llx.%s",
			 harmless(region) ? region : d->range ? "range" : "dax", own->v[0].start,
			 suffix);
}

static void file_of(const struct daxkmem_device *d, const struct ranges *own,
		    char *file)
{
	file_called(d, own, "bad", file);
}

/*
 * Path of another file saved for the device. @file is a buffer of PATH_MAX
 * bytes. Returns 0, or a negative errno if the addresses of the device are
 * unknown.
 */
int ledger_path(const struct daxkmem_device *d, const char *suffix, char *file)
{
	struct ranges own = { 0 };

	own.nr = daxkmem_device_ranges(d, &own.v);
	if (own.nr < 0)
		return own.nr;
	file_called(d, &own, suffix, file);
	ranges_free(&own);
	return 0;
}

static int read_known(const struct daxkmem_device *d, const char *action,
		      const struct ranges *own, struct notes *bad)
{
	char file[PATH_MAX], *text;
	int rc;

	*bad = (struct notes){ 0 };
	file_of(d, own, file);
	rc = root_read_all(d->ctx, &text, "%s", file);
	if (rc == -ENOENT)
		return 0;
	if (rc < 0)
		return fails(d, -rc, action,
			     say("its list %s cannot be read", file));
	rc = ledger_parse(d->ctx, file, text, action, own->v[0].start, bad);
	free(text);
	if (rc)
		notes_free(bad);
	notes_sort(bad);
	return rc;
}

/*
 * Returns current physical addresses in @bad, including those outside the
 * device.
 */
int ledger_read(const struct daxkmem_device *d, const char *action,
		struct notes *bad)
{
	struct ranges own;
	int rc = ledger_own(d, action, &own);

	if (!rc)
		rc = read_known(d, action, &own, bad);
	ranges_free(&own);
	return rc;
}

/* Remove the file if the list is empty. */
static int store(struct daxkmem_ctx *ctx, const char *file,
		 const struct ranges *own, const struct notes *bad)
{
	const char *name = file + strlen(STATE_DIR "/");
	char *text;
	int rc;

	if (!bad->nr)
		return store_remove(ctx, STATE_DIR, name);
	text = ledger_print(own->v[0].start, bad);
	rc = text ? store_write(ctx, text, STATE_DIR, name) : -ENOMEM;
	free(text);
	return rc;
}

/* Does not write the file if it has them all. */
static int merge(const struct daxkmem_device *d, const char *action,
		 const struct ranges *own, struct notes *known,
		 const struct notes *bad)
{
	char file[PATH_MAX];
	int rc = notes_take(known, bad);

	file_of(d, own, file);
	if (rc > 0)
		rc = store(d->ctx, file, own, known);
	return rc ? fails(d, -rc, action,
			  say("its list %s cannot be written", file)) :
		    0;
}

/**
 * ledger_add - add bad pages to the ledger
 * @bad: physical addresses inside the device, sorted
 *
 * Caller holds the device's lock.
 */
int ledger_add(const struct daxkmem_device *d, const char *action,
	       const struct notes *bad)
{
	struct notes known = { 0 };
	struct ranges own;
	int rc = ledger_own(d, action, &own);

	if (!rc)
		rc = read_known(d, action, &own, &known);
	if (!rc)
		rc = merge(d, action, &own, &known, bad);
	notes_free(&known);
	ranges_free(&own);
	return rc;
}

/*
 * Store the list without @gone; NULL removes all. Returns 0, or a negative
 * errno.
 */
static int cut(const struct daxkmem_device *d, const struct ranges *own,
	       const struct notes *known, const struct ranges *gone)
{
	struct notes rest = { 0 };
	char file[PATH_MAX];
	int rc = gone ? notes_without(known, gone, &rest) : 0;

	file_of(d, own, file);
	if (!rc)
		rc = store(d->ctx, file, own, &rest);
	notes_free(&rest);
	return rc;
}

/* True if the list would change. */
static bool has_some(const struct notes *known, const struct ranges *gone)
{
	struct ranges all;
	bool some;

	if (!known->nr || !gone)
		return known->nr;
	if (notes_ranges(known, &all))
		return true;
	some = ranges_common(&all, gone);
	ranges_free(&all);
	return some;
}

/**
 * ledger_forget - remove bad pages from the ledger
 * @gone: physical addresses, merged; NULL: all
 *
 * Caller holds the device's lock. Does not write the file if it has none of
 * them.
 */
int ledger_forget(const struct daxkmem_device *d, const char *action,
		  const struct ranges *gone)
{
	struct notes known = { 0 };
	struct ranges own;
	int rc = ledger_own(d, action, &own), err = 0;

	if (!rc)
		rc = read_known(d, action, &own, &known);
	if (!rc && has_some(&known, gone))
		err = cut(d, &own, &known, gone);
	if (err)
		rc = fails(d, -err, action, "its list cannot be written");
	notes_free(&known);
	ranges_free(&own);
	return rc;
}

static int write_some(const struct daxkmem_device *d, const char *action,
		      const char *words)
{
	int rc = daxkmem_device_write(d, say("%s/bad_pages", device_dir(d)),
				      words);

	return rc ? device_fails(d, DAXKMEM_FAILED, -rc, action,
				 say("its driver did not accept bad pages: %s",
				     strerror(-rc)),
				 next_step(-rc, see_log(d->name))) :
		    0;
}

/*
 * Write ranges inside the device to bad_pages of its driver: bad ones, with "!"
 * as @sign those whose content is lost, or with "-" good ones.
 */
int ledger_tell(const struct daxkmem_device *d, const char *action,
		const char *sign, const struct ranges *bad)
{
	char words[WRITE_MAX + WORD_LEN] = "";
	int i, rc = 0, len = 0;

	for (i = 0; i < bad->nr && !rc; i++) {
		len += sprintf(words + len, "%s%s\n", sign,
			       range_text(&bad->v[i]));
		if (len < WRITE_MAX && i + 1 < bad->nr)
			continue;
		rc = write_some(d, action, words);
		len = 0;
	}
	return rc;
}

/*
 * The ranges whose content is lost, or the others; only the parts inside @own,
 * unless that is NULL. Returns 0 or -ENOMEM.
 */
static int pick(const struct notes *bad, bool lost, const struct ranges *own,
		struct ranges *picked)
{
	struct ranges all;
	int rc = notes_ranges_lost(bad, lost, own ? &all : picked);

	if (rc || !own)
		return rc;
	*picked = (struct ranges){ 0 };
	rc = ranges_clip(&all, own, picked);
	ranges_free(&all);
	return rc;
}

/*
 * Write bad pages to bad_pages of the driver; @own as for pick(). The pages of a
 * pool are the hypervisor's: the driver takes none out of use.
 */
static int tell_notes(const struct daxkmem_device *d, const char *action,
		      const struct notes *bad, const struct ranges *own)
{
	struct ranges picked;
	int lost, rc = 0;

	for (lost = 0; lost < 2 && !rc; lost++) {
		if (pick(bad, lost, own, &picked))
			return fails(d, ENOMEM, action,
				     "its bad pages cannot be listed");
		rc = ledger_tell(d, action,
				 lost && d->attached ? "!" : "", &picked);
		ranges_free(&picked);
	}
	return rc;
}

/*
 * Add bad pages inside the device, sorted, to the driver's list if a driver is
 * bound, and to the ledger. Caller holds the device's lock. Returns 0, or a
 * negative errno with the error set.
 */
int ledger_take(const struct daxkmem_device *d, const char *action,
		const struct notes *bad)
{
	int rc = device_has_bad_pages(d) ? tell_notes(d, action, bad, NULL) : 0;

	return rc ?: ledger_add(d, action, bad);
}

/*
 * Pass the ledger to the driver. Do not read addresses if the ledger is empty.
 */
int ledger_feed(const struct daxkmem_device *d, const char *action)
{
	struct ranges own = { 0 };
	struct notes known = { 0 };
	int rc;

	if (!root_exists(d->ctx, STATE_DIR))
		return 0;
	rc = ledger_own(d, action, &own);
	if (!rc)
		rc = read_known(d, action, &own, &known);
	if (!rc)
		rc = tell_notes(d, action, &known, &own);
	notes_free(&known);
	ranges_free(&own);
	return rc;
}

/*
 * Note who reported pages in the driver's list: libnvdimm, if it has them, too.
 * Returns 0 or -ENOMEM.
 */
static int note_driver(const struct daxkmem_device *d, struct ranges *bad,
		       struct notes *notes)
{
	struct ranges region = { 0 }, common = { 0 }, rest = { 0 };
	int rc;

	region.nr = region_bad(d, &region.v);
	if (region.nr < 0)
		region.nr = 0;
	ranges_to_pages(&region);
	ranges_merge(&region);
	ranges_merge(bad);
	rc = ranges_clip(bad, &region, &common) ?:
	     ranges_without(bad, &region, &rest) ?:
	     notes_add_ranges(notes, &common, BY_BADBLOCKS) ?:
	     notes_add_ranges(notes, &rest, BY_KERNEL);
	notes_sort(notes);
	ranges_free(&rest);
	ranges_free(&common);
	ranges_free(&region);
	return rc;
}

/* Save the driver's list to the ledger. Caller holds the device's lock. */
int ledger_save(const struct daxkmem_device *d, const char *action)
{
	struct ranges bad = { 0 };
	struct notes notes = { 0 };
	int rc = 0;

	bad.nr = daxkmem_device_bad(d, &bad.v);
	if (bad.nr == -ENOENT)
		return 0;	/* driver without bad_pages */
	if (bad.nr < 0)
		return fails(d, -bad.nr, action, "its bad pages cannot be read");
	if (note_driver(d, &bad, &notes))
		rc = fails(d, ENOMEM, action, "its bad pages cannot be listed");
	else if (notes.nr)
		rc = ledger_add(d, action, &notes);
	notes_free(&notes);
	ranges_free(&bad);
	return rc;
}
