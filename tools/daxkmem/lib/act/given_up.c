// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * A signature that an attach overlooked because of --force or the
 * configuration. The data it belongs to is lost once the device has been
 * memory. But the signature itself may survive: the start of a device, if lost
 * to block alignment, never becomes memory.
 *
 * A failed or killed attach must leave the medium unchanged, and the start of
 * an attached device is not accessible. So a successful attach only saves a
 * hash of the superblock in a file next to the ledger. The signature is wiped
 * once device_dax is bound again. The hash distinguishes this superblock from
 * one written later.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "base/store.h"
#include "lib/act/device.h"
#include "lib/act/given_up.h"
#include "lib/act/ledger.h"

#define SUFFIX "given-up"

static const char *hash_of(const struct signature *s)
{
	return say("0x%016llx\n", s->hash);
}

static const char *text_of(const struct signature *s)
{
	return say("# hash of the superblock that attach may overwrite\n%s",
		   hash_of(s));
}

static bool read_file(struct daxkmem_ctx *ctx, const char *file, char **text)
{
	return root_read_all(ctx, text, "%s", file) >= 0;
}

/* True if a successful attach overlooked this signature. */
bool given_up(const struct daxkmem_device *d, const struct signature *s)
{
	char file[PATH_MAX], *text;
	bool is;

	if (ledger_path(d, SUFFIX, file) || !read_file(d->ctx, file, &text))
		return false;
	is = strstr(text, hash_of(s));
	free(text);
	return is;
}

static int forget(struct daxkmem_ctx *ctx, const char *file)
{
	return root_exists(ctx, "%s", file) ?
	       store_remove(ctx, STATE_DIR, strrchr(file, '/') + 1) : 0;
}

/**
 * given_up_keep - record the signature that a successful attach overlooked
 * @s: the signature, if any
 *
 * Caller holds the device's lock. If this fails, the next attach asks again.
 */
void given_up_keep(const struct daxkmem_device *d, const struct signature *s)
{
	char file[PATH_MAX];
	int rc = ledger_path(d, SUFFIX, file);

	if (!rc && !s->what)
		rc = forget(d->ctx, file);
	else if (!rc && !given_up(d, s))
		rc = store_write(d->ctx, text_of(s), STATE_DIR,
				 strrchr(file, '/') + 1);
	if (rc && s->what)
		device_warn(d,
			    say("cannot record that its %s may be overwritten (%s): the next attach needs --force again",
				s->what, strerror(-rc)));
}

/**
 * given_up_wipe - wipe an overlooked signature
 *
 * Caller holds the device's lock. If device_dax is not bound, the signature
 * stays until a later call.
 */
void given_up_wipe(const struct daxkmem_device *d)
{
	struct signature s;
	char file[PATH_MAX];
	int found, rc = 0;

	if (!root_exists(d->ctx, STATE_DIR) || ledger_path(d, SUFFIX, file) ||
	    !root_exists(d->ctx, "%s", file))
		return;
	found = signature_of_dax(d, &s);
	if (found < 0)
		return;
	if (found && given_up(d, &s))
		rc = signature_wipe(d);
	/*
	 * Wipe the medium first: if killed before the file is removed, we wipe
	 * again.
	 */
	rc = rc ?: forget(d->ctx, file);
	if (rc)
		device_warn(d,
			    say("cannot wipe the signature that it had before the attach: %s",
				strerror(-rc)));
}
