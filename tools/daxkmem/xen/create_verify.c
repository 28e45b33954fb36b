// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Verify that a new guest has the requested memory of the pool. For a PV guest
 * Xen reports the allocated pages, and the library in xl compares them with the
 * pool. For a PVH or HVM guest Xen does not. Instead, check the bytes that Xen
 * allocated in requests for the pool's node only, and the decrease of its free
 * memory.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "create.h"

#define ACTION "create the guest"

/*
 * Bytes that the guest must have from the pool. The device model of an HVM
 * guest allocates the memory of its devices itself, in a process without the
 * library: it prefers the node, but may come from others.
 */
long long create_wanted(const struct creation *c)
{
	if (c->size >= 0)
		return c->size;
	return create_has_model(c) ? c->placing.shared->given : c->total;
}

static int wrong(const struct creation *c, const char *cause)
{
	return complain(FAILED, 0, c->file, ACTION,
			say("%s, but %s from %s was required; the guest is destroyed",
			    cause, human(create_wanted(c)),
			    device_name(c->pool->d)),
			"daxkmem xen list --guests");
}

/*
 * Bytes by which the free memory of the pool's node has decreased. Return: 0,
 * or an exit code after an error message.
 */
static int read_fall(const struct creation *c, long long *fell)
{
	struct xen_node *v;
	int nr = xen_nodes(c->xc, &v);

	if (nr < 0)
		return complain(FAILED, -nr, c->file, ACTION,
				"the hypervisor does not report free memory",
				NULL);
	*fell = c->before - v[c->pool->node].free;
	free(v);
	return 0;
}

/* Check minimums only: other guests may allocate from the node, too. */
static int verify_free(const struct creation *c)
{
	long long given = c->placing.shared->given, fell = 0;
	int rc = read_fall(c, &fell);

	if (rc)
		return rc;
	if (given < create_wanted(c))
		return wrong(c, say("Xen allocated only %s from node %d", human(given),
				    c->pool->node));
	if (fell < create_wanted(c))
		return wrong(c, say("the free memory of node %d decreased by only %s",
				    c->pool->node, human(fell)));
	return 0;
}

static int verify_pages(const struct creation *c)
{
	long long in_pool = c->placing.shared->in_pool;

	if (in_pool == create_wanted(c))
		return 0;
	return wrong(c, say("%s of its memory is in the pool", human(in_pool)));
}

bool create_by_pages(const struct creation *c)
{
	return !strcmp(c->config.type, "pv");
}

bool create_has_model(const struct creation *c)
{
	return !strcmp(c->config.type, "hvm");
}

static int read_total(struct creation *c)
{
	xc_domaininfo_t info;

	if (xc_domain_getinfolist(c->xc, c->domid, 1, &info) == 1 &&
	    info.domain == c->domid) {
		c->total = info.tot_pages * XEN_PAGE;
		return 0;
	}
	return complain(FAILED, errno, c->file, ACTION,
			"the hypervisor does not report the guest", NULL);
}

/* Sets @c->total. Return: 0, or an exit code after an error message. */
int create_verify(struct creation *c)
{
	int rc = read_total(c);

	if (rc)
		return rc;
	return create_by_pages(c) ? verify_pages(c) : verify_free(c);
}
