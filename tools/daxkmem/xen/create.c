// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * xl creates a guest with memory of a pool, and leaves it paused. It is looked
 * at, and started.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "ops/device.h"
#include "create.h"
#include "unfinished.h"
#include "xl.h"

#define ACTION "create its guest"

static int fails(const struct creation *c, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, c->file, ACTION, cause, next);
}

static int xl_create(const struct creation *c)
{
	const char *uuid = say("uuid=\"%s\"", c->config.uuid);
	const char *const argv[] = {
		"xl", "create", "--quiet", c->leave ? "-pe" : "-p", c->file,
		uuid, NULL
	};

	return xl_run(&c->placing, argv, NULL);
}

/* Why xl did not create it, as far as this program knows more than xl. */
static int explain(const struct creation *c)
{
	const struct placement *s = c->placing.shared;

	if (stop_asked())
		return fails(c, EINTR, "a signal ended it; its guest is gone again",
			     NULL);
	if (s->exhausted)
		return fails(c, ENOMEM,
			     say("Xen gave %s of the %s that it needs of %s (node %d of the hypervisor); its guest is gone again",
				 human(s->given), human(create_needs(c)),
				 s->pool, s->node),
			     "daxkmem xen list shows what is free");
	return fails(c, 0, "xl failed, and has said why; what it made is gone again",
		     "xl dmesg may say more");
}

/* If xl fails it destroys the guest; if it is killed, that is done here. */
static int make(struct creation *c, int lock)
{
	unfinished_note(lock, c);
	if (xl_create(c))
		return unfinished_mend(c, lock) ?: explain(c);
	if (unfinished_find(c, &c->domid))
		return 0;
	return fails(c, 0, "the hypervisor says nothing of its guest",
		     "xl list");
}

/* What cannot be destroyed stays noted, for the next one to try. */
static void destroy(const struct creation *c, int lock)
{
	if (!xl_domain("destroy", c->domid))
		unfinished_forget(lock);
	else
		warn(c->file, say("its guest cannot be destroyed; xl destroy %u",
				  c->domid));
}

/*
 * The note stays until the guest runs: a guest that has run is not taken for an
 * unfinished one.
 */
static int start(const struct creation *c, int lock)
{
	if (stop_asked())
		return fails(c, EINTR, "a signal ended it; its guest is gone again",
			     NULL);
	if (!c->paused && xl_domain("unpause", c->domid))
		return fails(c, 0, "xl cannot start it, and has said why; its guest is gone again",
			     "xl dmesg may say more");
	unfinished_forget(lock);
	return 0;
}

static int create_locked(struct creation *c, int lock)
{
	int rc = unfinished_mend(c, lock) ?: create_check_room(c) ?:
		 make(c, lock);

	if (rc)
		return rc;
	rc = create_verify(c) ?: start(c, lock);
	if (rc)
		destroy(c, lock);
	return rc;
}

/**
 * create_guest - create it, and start it if its memory is where it should be
 * @c: with its file, pool, size, xc and placing; gets what came of it
 *
 * Returns 0, or an exit code after a complaint; then there is no guest.
 */
int create_guest(struct creation *c)
{
	int lock, rc = guest_config_read(&c->config, &c->placing, c->file) ?:
		       create_check(c);

	if (rc)
		return rc;
	stop_catch();
	lock = xen_lock(c->file, ACTION);
	if (lock < 0)
		return -lock;
	rc = create_locked(c, lock);
	close(lock);
	return rc;
}
