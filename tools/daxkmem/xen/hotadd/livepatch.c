// SPDX-License-Identifier: GPL-2.0-or-later
/* Upload, apply, revert and unload the live patch. */
#include <errno.h>
#include <stdlib.h>
#include <time.h>
#include "base/base.h"
#include "hotadd.h"

/* The time in which all CPUs must stop for an action; they wait meanwhile. */
#define RENDEZVOUS_NS 300000000u
#define ATTEMPTS 20		/* if they do not: the host is busy */
#define PAUSE_NS 20000000

typedef int upload_4_17(xc_interface *xc, char *name, unsigned char *payload,
			uint32_t size);
typedef int upload_4_20(xc_interface *xc, char *name, unsigned char *payload,
			uint32_t size, bool force);
typedef int action(xc_interface *xc, char *name, uint32_t timeout,
		   uint32_t flags);

static char name[] = PATCH_NAME;

/* Newer versions of libxenctrl have a fifth argument. */
static int upload(xc_interface *xc, unsigned char *object, uint32_t size)
{
	void (*f)(void) = (void (*)(void))xc_livepatch_upload;

	return __builtin_types_compatible_p(typeof(xc_livepatch_upload),
					    upload_4_17) ?
	       ((upload_4_17 *)f)(xc, name, object, size) :
	       ((upload_4_20 *)f)(xc, name, object, size, false);
}

static void pause_shortly(void)
{
	nanosleep(&(struct timespec){ 0, PAUSE_NS }, NULL);
}

/* Find out whether an earlier process, which was killed, left the live patch. */
int patch_state(const struct host *h, bool *uploaded, bool *applied)
{
	xen_livepatch_status_t status = { 0 };

	*uploaded = !xc_livepatch_get(h->xc, name, &status);
	*applied = *uploaded && status.state == LIVEPATCH_STATE_APPLIED;
	if (*uploaded || errno == ENOENT)
		return 0;
	return problem(errno, "the hypervisor's live patches cannot be read", NULL);
}

static const char *upload_hint(int err)
{
	switch (err) {
	case EPERM:
	case EACCES:
		return "the hypervisor forbids live patches (XSM policy, or lockdown with Secure Boot); see xl dmesg";
	case ENOENT:
		return "the hypervisor lacks a symbol; see xl dmesg";
	case EINVAL:
		return "the hypervisor is not the one whose build id was read; see xl dmesg";
	default:
		return "xl dmesg shows the hypervisor's messages";
	}
}

int patch_upload(const struct host *h)
{
	size_t size;
	unsigned char *object = payload_make(h, &size);
	int err;

	if (!object)
		return problem(ENOMEM, "no memory for the live patch", NULL);
	err = upload(h->xc, object, size) ? errno : 0;
	free(object);
	return err ? problem(err, "the hypervisor refused the live patch",
			     upload_hint(err)) : 0;
}

/* Wait for an action to end. Return: 0 in state @state, or an errno. */
static int wait_for(const struct host *h, uint32_t state)
{
	xen_livepatch_status_t status;

	do {
		if (xc_livepatch_get(h->xc, name, &status))
			return errno;
		if (status.rc == -EAGAIN)
			pause_shortly();
	} while (status.rc == -EAGAIN);
	if (status.rc)
		return -status.rc;
	return status.state == state ? 0 : EPROTO;
}

/* Return: 0 with the live patch in state @state, or an errno. */
static int act(const struct host *h, action *start, uint32_t state)
{
	int n, err = 0;

	for (n = 0; n < ATTEMPTS; n++) {
		err = start(h->xc, name, RENDEZVOUS_NS, 0) ? errno :
		      wait_for(h, state);
		if (err != EBUSY)
			break;
		pause_shortly();
	}
	return err;
}

int patch_apply(const struct host *h)
{
	int err = act(h, xc_livepatch_apply, LIVEPATCH_STATE_APPLIED);

	return err ? problem(err, "the live patch cannot be applied",
			     err == EBUSY ? "the host's CPUs did not stop in time; try again when it is less busy" :
			     "xl dmesg shows the hypervisor's messages") : 0;
}

int patch_revert(const struct host *h)
{
	int err = act(h, xc_livepatch_revert, LIVEPATCH_STATE_CHECKED);

	return err ? problem(err, "the live patch " PATCH_NAME " cannot be reverted",
			     "revert live patches that were applied later, then run xen-livepatch revert " PATCH_NAME) : 0;
}

int patch_unload(const struct host *h)
{
	int err = xc_livepatch_unload(h->xc, name, RENDEZVOUS_NS, 0) ? errno : 0;

	return err ? problem(err, "the live patch " PATCH_NAME " cannot be unloaded",
			     "xen-livepatch unload " PATCH_NAME) : 0;
}
