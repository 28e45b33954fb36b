// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Create a guest with memory from a pool: let xl create it paused, verify its
 * memory, and unpause it.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "ops/device.h"
#include "create.h"
#include "unfinished.h"
#include "xl.h"

#define ACTION "create the guest"

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

/* Report why xl failed; its own messages are already printed. */
static int explain(const struct creation *c)
{
	const struct placement *s = c->placing.shared;

	if (stop_asked())
		return fails(c, EINTR, "interrupted by a signal; the guest is destroyed",
			     NULL);
	if (s->exhausted)
		return fails(c, ENOMEM,
			     say("Xen allocated only %s of the %s needed from %s (Xen node %d); the guest is destroyed",
				 human(s->given), human(create_needs(c)),
				 s->pool, s->node),
			     "daxkmem xen list shows the free memory");
	return fails(c, 0, "xl failed (see its messages); what it created is destroyed",
		     "xl dmesg may show more");
}

/* If xl fails, it destroys the guest; if it was killed, destroy it here. */
static int make(struct creation *c, int lock)
{
	unfinished_note(lock, c);
	if (xl_create(c))
		return unfinished_fix(c, lock) ?: explain(c);
	if (unfinished_find(c, &c->domid))
		return 0;
	return fails(c, 0, "the hypervisor does not report the guest",
		     "xl list");
}

/* If xl cannot destroy the guest, keep the note: the next creation retries. */
static void destroy(const struct creation *c, int lock)
{
	if (!xl_domain("destroy", c->domid))
		unfinished_forget(lock);
	else
		warn(c->file, say("the guest cannot be destroyed; run xl destroy %u",
				  c->domid));
}

/*
 * Remove the note only after the guest is unpaused: unfinished_fix() ignores a
 * guest that has run. With --paused the creation is complete without that.
 */
static int start(const struct creation *c, int lock)
{
	if (stop_asked())
		return fails(c, EINTR, "interrupted by a signal; the guest is destroyed",
			     NULL);
	if (!c->paused && xl_domain("unpause", c->domid))
		return fails(c, 0, "xl cannot start the guest (see its messages); the guest is destroyed",
			     "xl dmesg may show more");
	unfinished_forget(lock);
	return 0;
}

static int create_locked(struct creation *c, int lock)
{
	int rc = unfinished_fix(c, lock) ?: create_check_room(c) ?:
		 make(c, lock);

	if (rc)
		return rc;
	rc = create_verify(c) ?: start(c, lock);
	if (rc)
		destroy(c, lock);
	return rc;
}

/**
 * create_guest - create a guest, verify its memory, and start it
 * @c: has its file, pool, size, paused, leave, xc and placing set; receives the
 *	rest. The caller calls guest_config_free(), also after an error
 *
 * Waits until no other process allocates from a pool.
 *
 * Return: 0, or an exit code after an error message. The guest is then
 * destroyed; if that fails, another message says so.
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
