// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A "xen create" that is killed leaves a guest behind: paused, with memory of
 * the pool, and perhaps incomplete, because xl is killed with it. Until the
 * guest is started or destroyed, the file of xen_lock() contains its UUID (the
 * note). The next creation reads the note.
 */
#include <string.h>
#include <unistd.h>
#include <uuid/uuid.h>
#include "unfinished.h"
#include "xl.h"

#define UUID_TEXT 36

/* Write the note before creating the guest. @lock: from xen_lock() */
void unfinished_note(int lock, const struct creation *c)
{
	if (pwrite(lock, c->config.uuid, UUID_TEXT, 0) != UUID_TEXT)
		unfinished_forget(lock);
}

void unfinished_forget(int lock)
{
	if (ftruncate(lock, 0))
		warn("/run/daxkmem-xen.lock", "cannot be truncated");
}

static bool read_note(int lock, uuid_t uuid)
{
	char text[UUID_TEXT + 1] = "";

	return pread(lock, text, UUID_TEXT, 0) == UUID_TEXT &&
	       !uuid_parse(text, uuid);
}

/* A guest with the same UUID that has run is not the unfinished one. */
static bool is_unfinished(const xc_domaininfo_t *info, const uuid_t uuid)
{
	return !memcmp(info->handle, uuid, sizeof(info->handle)) &&
	       info->flags & XEN_DOMINF_paused && !info->cpu_time &&
	       !(info->flags & XEN_DOMINF_dying);
}

/* Find an unfinished guest by its UUID. Return: false if there is none. */
static bool find(xc_interface *xc, const uuid_t uuid, uint32_t *domid)
{
	xc_domaininfo_t info = { .domain = 0 };

	while (xc_domain_getinfolist(xc, info.domain + 1, 1, &info) == 1) {
		*domid = info.domain;
		if (is_unfinished(&info, uuid))
			return true;
	}
	return false;
}

/* Find the guest that is being created. Return: false if there is none. */
bool unfinished_find(const struct creation *c, uint32_t *domid)
{
	uuid_t uuid;

	return !uuid_parse(c->config.uuid, uuid) && find(c->xc, uuid, domid);
}

static int take_apart(const struct creation *c, uint32_t domid)
{
	if (xl_domain("destroy", domid))
		return complain(FAILED, 0, c->file, "create the guest",
				say("a killed create left domain %u behind, which xl cannot destroy",
				    domid),
				say("xl destroy %u", domid));
	warn(c->file, say("a killed create left domain %u behind; the domain was destroyed",
			  domid));
	return 0;
}

/**
 * unfinished_fix - destroy the guest of a creation that was killed
 * @c: the current creation, for its file and xc
 * @lock: from xen_lock(); the note is removed unless this fails
 *
 * Return: 0, also if there is no such guest, or an exit code after an error
 * message.
 */
int unfinished_fix(const struct creation *c, int lock)
{
	uint32_t domid;
	uuid_t uuid;
	int rc = 0;

	if (read_note(lock, uuid) && find(c->xc, uuid, &domid))
		rc = take_apart(c, domid);
	if (!rc)
		unfinished_forget(lock);
	return rc;
}
