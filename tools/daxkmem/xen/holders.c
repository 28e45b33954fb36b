// SPDX-License-Identifier: GPL-2.0-or-later
/* The guests that have parts of a device. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "domain.h"
#include "mapping.h"

/*
 * Read the domain that has this number now. Return: 0, -ESRCH if there is none,
 * or another negative errno.
 */
static int read_info(xc_interface *xc, uint32_t domid, xc_domaininfo_t *info)
{
	int nr = xc_domain_getinfolist(xc, domid, 1, info);

	if (nr < 0)
		return -errno;
	return nr && info->domain == domid ? 0 : -ESRCH;
}

int holder_read(xc_interface *xc, uint32_t domid, struct holder *h)
{
	xc_domaininfo_t info;
	int rc = read_info(xc, domid, &info);

	if (rc)
		return rc;
	h->domid = domid;
	memcpy(h->handle, info.handle, sizeof(h->handle));
	return 0;
}

/*
 * Check whether a guest no longer exists. A dying guest still exists: it keeps
 * its parts until Xen has destroyed it completely. Return: 0 with *gone set, or
 * a negative errno.
 */
int holder_is_gone(xc_interface *xc, const struct holder *h, bool *gone)
{
	struct holder now;
	int rc = holder_read(xc, h->domid, &now);

	if (rc && rc != -ESRCH)
		return rc;
	*gone = rc || memcmp(h->handle, now.handle, sizeof(h->handle));
	return 0;
}

struct holder *holder_of(const struct mapping *m, uint32_t domid)
{
	int i;

	for (i = 0; i < m->nr_holders; i++)
		if (m->holders[i].domid == domid)
			return &m->holders[i];
	return NULL;
}

/*
 * Add a holder, or replace the one with the same domain number. Return: 0, or
 * an exit code after an error message.
 */
int holder_remember(struct mapping *m, const struct holder *h)
{
	struct holder *more = holder_of(m, h->domid);

	if (more) {
		*more = *h;
		return 0;
	}
	more = reallocarray(m->holders, m->nr_holders + 1, sizeof(*more));
	if (!more)
		return mapping_fails(m, ENOMEM, NULL, NULL);
	m->holders = more;
	more[m->nr_holders++] = *h;
	return 0;
}

/* Name of a guest, which the caller frees; NULL if it has none. */
char *holder_name(const struct mapping *m, uint32_t domid)
{
	unsigned int len;

	return xs_read(m->xs, XBT_NULL, say("/local/domain/%u/name", domid),
		       &len);
}

/* "guest 3 (web)" */
const char *holder_text(const struct mapping *m, uint32_t domid)
{
	char *name = holder_name(m, domid);
	const char *text = name ? say("guest %u (%s)", domid, name) :
				  say("guest %u", domid);

	free(name);
	return text;
}

static int refuse(const struct mapping *m, const char *word, int err,
		  const char *cause, const char *next)
{
	return complain(FAILED, err, word, say("%s of %s", m->action,
					       device_name(m->d)),
			cause, next_step(err, next));
}

/* Xen does not report where a guest has PCI devices of the host mapped. */
static bool has_host_devices(const struct mapping *m, uint32_t domid)
{
	unsigned int nr;
	char **v = xs_directory(m->xs, XBT_NULL,
				say("/local/domain/0/backend/pci/%u", domid),
				&nr);
	bool has = v;

	free(v);
	return has;
}

static int check_kind(const struct mapping *m, const char *word,
		      const xc_domaininfo_t *info)
{
	if (!info->domain)
		return refuse(m, word, EINVAL, "this is Dom0, which must not map the device",
			      "name a guest: xl list");
	if (domain_is_pv(info))
		return refuse(m, word, EOPNOTSUPP, "a PV guest manages its page tables itself, so nothing can be mapped at its GFNs",
			      "make the guest PVH or HVM");
	if (info->flags & XEN_DOMINF_dying)
		return refuse(m, word, ESRCH, "the guest is dying", "xl list");
	if (has_host_devices(m, info->domain))
		return refuse(m, word, EOPNOTSUPP, "it has PCI devices of the host, and Xen does not report where they are mapped",
			      "use a guest without PCI devices of the host");
	return 0;
}

/**
 * holder_find - find a guest to map parts into, or to unmap them from
 * @m: the device
 * @word: number or name of the guest
 * @h: receives the guest
 *
 * Refuses Dom0, PV guests, dying guests, and guests with PCI devices of the
 * host.
 *
 * Return: 0, or an exit code after an error message.
 */
int holder_find(struct mapping *m, const char *word, struct holder *h)
{
	xc_domaininfo_t info;
	int rc = domain_find(m->xc, word, m->action, &info);

	if (rc)
		return rc;
	rc = check_kind(m, word, &info);
	if (rc)
		return rc;
	h->domid = info.domain;
	memcpy(h->handle, info.handle, sizeof(h->handle));
	return 0;
}
