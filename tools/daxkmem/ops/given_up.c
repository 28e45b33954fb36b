// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A signature that an attach was told to overlook, by --force or the
 * configuration. Once the device has been memory, what the signature belongs to is
 * gone. The signature itself may stay: the start of a device that is lost to the
 * alignment to blocks never becomes memory.
 *
 * An attach that fails must leave the medium as it was, also if it is killed. And
 * while the device is attached, its start cannot be reached. So a successful attach
 * only keeps a hash of the superblock in a file beside the list of bad pages, and
 * the signature is wiped when device_dax has the device again. The hash tells the
 * superblock that was given up from one that somebody has made since.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "host/store.h"
#include "ops/device.h"
#include "ops/given_up.h"
#include "ops/ledger.h"

#define SUFFIX "given-up"

static const char *text_of(const struct signature *s)
{
	return say("# the superblock that an attach was told to overlook\n0x%016llx\n",
		   s->hash);
}

static bool read_file(const char *file, char **text)
{
	return root_read_all(ctx, text, "%s", file) >= 0;
}

/* Has an attach that succeeded been told to overlook it? */
bool given_up(const struct daxkmem_device *d, const struct signature *s)
{
	char file[PATH_MAX], *text;
	bool is;

	if (ledger_path(d, SUFFIX, file) || !read_file(file, &text))
		return false;
	is = !strcmp(text, text_of(s));
	free(text);
	return is;
}

static int forget(const char *file)
{
	return root_exists(ctx, "%s", file) ?
	       store_remove(STATE_DIR, strrchr(file, '/') + 1) : 0;
}

/**
 * given_up_keep - an attach has succeeded
 * @s: what it was told to overlook, if anything
 *
 * Caller holds the device's lock. If this fails, the next attach asks again.
 */
void given_up_keep(const struct daxkmem_device *d, const struct signature *s)
{
	char file[PATH_MAX];
	int rc = ledger_path(d, SUFFIX, file);

	if (!rc && !s->what)
		rc = forget(file);
	else if (!rc && !given_up(d, s))
		rc = store_write(text_of(s), STATE_DIR, strrchr(file, '/') + 1);
	if (rc && s->what)
		warn(device_name(d),
		     say("that its %s was given up cannot be remembered (%s): the next attach wants --force again",
			 s->what, strerror(-rc)));
}

/**
 * given_up_wipe - wipe the signature that was given up
 *
 * Caller holds the device's lock. Where device_dax does not have the device, that
 * is left for later.
 */
void given_up_wipe(const struct daxkmem_device *d)
{
	struct signature s;
	char file[PATH_MAX];
	int found, rc = 0;

	if (!root_exists(ctx, STATE_DIR) || ledger_path(d, SUFFIX, file) ||
	    !root_exists(ctx, "%s", file))
		return;
	found = signature_of_dax(d, &s);
	if (found < 0)
		return;
	if (found && given_up(d, &s))
		rc = signature_wipe(d);
	/* The medium first: whoever is killed in between does it again. */
	rc = rc ?: forget(file);
	if (rc)
		warn(device_name(d),
		     say("what it held before it was attached cannot be wiped: %s",
			 strerror(-rc)));
}
