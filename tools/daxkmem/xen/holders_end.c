// SPDX-License-Identifier: GPL-2.0-or-later
/* Holders of parts of a device that are dead or must be destroyed. */
#include <errno.h>
#include <unistd.h>
#include "ops/device.h"
#include "mapping.h"
#include "xl.h"

#define WAIT_TENTHS 100		/* 10 s for Xen to destroy a guest */

/*
 * Free the parts of dead guests, in memory only. Return: 0, or an exit code
 * after an error message.
 */
int holders_reap(struct mapping *m)
{
	int i, rc;

	for (i = 0; i < m->nr_holders; i++) {
		struct holder *h = &m->holders[i];
		bool gone;

		rc = holder_is_gone(m->xc, h, &gone);
		if (rc)
			return mapping_fails(m, -rc,
					     say("Xen does not report whether %s still exists",
						 holder_text(m, h->domid)),
					     "xl list");
		if (gone)
			dk_rangeset_drop(&m->set, h->domid);
	}
	return 0;
}

static bool wait_gone(const struct mapping *m, const struct holder *h)
{
	bool gone = false;
	int i;

	for (i = 0; i < WAIT_TENTHS && !gone; i++) {
		if (i)
			usleep(100000);
		if (holder_is_gone(m->xc, h, &gone))
			return false;
	}
	return gone;
}

static int end(struct mapping *m, const struct holder *h)
{
	const char *text = holder_text(m, h->domid);
	int rc = xl_domain("destroy", h->domid);

	if (!wait_gone(m, h))
		return mapping_fails(m, 0, say("%s must be destroyed, but %s",
					       text, rc ? "xl cannot destroy it" : "it is still dying"),
				     say("xl destroy %u", h->domid));
	warn(device_name(m->d), say("%s was destroyed: a broken part that it had failed again",
				    text));
	dk_rangeset_drop(&m->set, h->domid);
	return 0;
}

/*
 * Destroy the guests that had a second error in a broken part. The caller has
 * saved that state, so that the next command destroys them if this process is
 * killed. Return: 0, or an exit code after an error message.
 */
int holders_end_doomed(struct mapping *m)
{
	uint32_t domid;
	int rc = 0;

	while (!rc && dk_rangeset_doomed(&m->set, &domid)) {
		rc = end(m, holder_of(m, domid));
		if (!rc)
			rc = store_save(m);
	}
	return rc;
}
