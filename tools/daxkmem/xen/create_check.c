// SPDX-License-Identifier: GPL-2.0-or-later
/* Checks before a guest is created. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "create.h"

static int fails(const struct creation *c, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, c->file, "create the guest", cause, next);
}

static const char *pool_name(const struct creation *c)
{
	return device_name(c->pool->d);
}

/* Bytes to allocate from the pool, according to the configuration. */
long long create_needs(const struct creation *c)
{
	return c->size < 0 ? c->config.memory : c->size;
}

/*
 * Refuse guests with memory that the library in xl cannot place. Return: 0, or
 * an exit code after an error message.
 */
static int check_kind(const struct creation *c)
{
	const struct guest_config *g = &c->config;

	if (g->vnuma)
		return fails(c, 0, "vnuma selects the nodes of its memory",
			     "remove vnuma");
	if (g->stubdomain)
		return fails(c, 0, "its device model would be a domain of its own, with memory of any node",
			     "remove device_model_stubdomain_override");
	if (!create_by_pages(c) && g->memory < g->most)
		return fails(c, 0,
			     say("maxmem exceeds memory, and Xen populates %s guest on demand then, from any node",
				 create_has_model(c) ? "an HVM" : "a PVH"),
			     "remove maxmem, and use daxkmem xen populate later");
	return 0;
}

/*
 * Check the options against the configuration. Return: 0, or an exit code after
 * an error message.
 */
int create_check(struct creation *c)
{
	if (c->size > c->config.memory)
		return fails(c, 0,
			     say("%s of %s requested, but the guest has only %s",
				 human(c->size), pool_name(c),
				 human(c->config.memory)),
			     "request less");
	if (c->size >= 0 && c->size % XEN_PAGE)
		return usage("--pool", say("create: invalid --pool size %lld (choose whole pages of 4 KiB)",
					   c->size), "daxkmem xen create --help");
	return check_kind(c);
}

static int no_room(const struct creation *c, long long need, long long room,
		   const char *where)
{
	return fails(c, ENOMEM,
		     say("%s needed from %s, but only %s is free", human(need),
			 where, human(room)),
		     "daxkmem xen list shows the free memory");
}

static int check_nodes(struct creation *c, const struct xen_node *v, int nr)
{
	long long needs = create_needs(c), other = 0;
	int i;

	if (c->pool->node >= nr || !v[c->pool->node].there)
		return fails(c, 0, say("the hypervisor has no node %d",
				       c->pool->node), "xl info -n");
	c->before = v[c->pool->node].free;
	if (needs > c->before)
		return no_room(c, needs, c->before,
			       say("%s (Xen node %d)",
				   pool_name(c), c->pool->node));
	for (i = 0; i < nr; i++)
		other += i != c->pool->node && v[i].there ? v[i].free : 0;
	if (c->config.memory - needs > other)
		return no_room(c, c->config.memory - needs, other,
			       "other Xen nodes");
	return 0;
}

/*
 * Check that the pool's node and the other nodes have enough free memory, and
 * set @c->before. Return: 0, or an exit code after an error message.
 */
int create_check_room(struct creation *c)
{
	struct xen_node *v;
	int nr = xen_nodes(c->xc, &v), rc;

	if (nr < 0)
		return fails(c, -nr, "the hypervisor does not report free memory",
			     NULL);
	rc = check_nodes(c, v, nr);
	free(v);
	return rc;
}
