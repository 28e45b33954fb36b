// SPDX-License-Identifier: GPL-2.0-or-later
/* A guest with memory of a pool is made, looked at, and started. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "ops/device.h"
#include "unfinished.h"

#define ACTION "create its guest"

static int fails(const struct creation *c, int err, const char *cause,
		 const char *next)
{
	return complain(FAILED, err, c->file, ACTION, cause, next);
}

static const char *pool_name(const struct creation *c)
{
	return device_name(c->pool->d);
}

/* What would take memory by other ways than ours. 0 or an exit code. */
static int check_kind(const struct creation *c)
{
	const libxl_domain_build_info *b = &c->config.b_info;

	if (c->config.c_info.type != LIBXL_DOMAIN_TYPE_PV &&
	    c->config.c_info.type != LIBXL_DOMAIN_TYPE_PVH)
		return fails(c, 0,
			     "it is an HVM guest, whose device model takes memory by itself",
			     "write type = \"pvh\" or type = \"pv\"");
	if (b->num_vnuma_nodes)
		return fails(c, 0, "its vnuma names nodes for its memory",
			     "leave vnuma out");
	if (c->config.c_info.type == LIBXL_DOMAIN_TYPE_PVH &&
	    b->target_memkb < b->max_memkb)
		return fails(c, 0,
			     "its maxmem is more than its memory, and a PVH guest gets such memory later, of any node",
			     "leave maxmem out, and use daxkmem xen populate later");
	return 0;
}

static int check_size(const struct creation *c)
{
	long long total = c->config.b_info.target_memkb * 1024LL;

	if (c->size > total)
		return fails(c, 0,
			     say("%s of %s are asked for, and it has %s",
				 human(c->size), pool_name(c), human(total)),
			     "ask for less");
	if (c->size >= 0 && c->size % XEN_PAGE)
		return usage("--pool", say("create: invalid --pool size %lld (choose whole pages of 4 KiB)",
					   c->size), "daxkmem xen create --help");
	return 0;
}

static long long need_of_pool(const struct creation *c)
{
	return c->size < 0 ? c->need : c->size;
}

static int no_room(const struct creation *c, long long need, long long room,
		   const char *where)
{
	return fails(c, ENOMEM,
		     say("it needs %s of %s, where %s are free", human(need),
			 where, human(room)),
		     "daxkmem xen list shows what is free");
}

/* Is there room, where it is wanted? Returns 0, or an exit code. */
static int check_room(const struct creation *c, const struct xen_node *v,
		      int nr)
{
	long long other = 0;
	int i;

	if (c->pool->node >= nr || !v[c->pool->node].there)
		return fails(c, 0, say("the hypervisor has no node %d",
				       c->pool->node), "xl info -n");
	if (need_of_pool(c) > v[c->pool->node].free)
		return no_room(c, need_of_pool(c), v[c->pool->node].free,
			       say("%s (node %d of the hypervisor)",
				   pool_name(c), c->pool->node));
	for (i = 0; i < nr; i++)
		other += i != c->pool->node && v[i].there ? v[i].free : 0;
	if (c->size >= 0 && c->need - c->size > other)
		return no_room(c, c->need - c->size, other,
			       "other nodes of the hypervisor");
	return 0;
}

/* Of the pool's node, or -1 after a complaint; *rc gets what check_room says. */
static long long look_at_nodes(const struct creation *c, bool check, int *rc)
{
	struct xen_node *v;
	int nr = xen_nodes(c->xc, &v);
	long long free_bytes = 0;

	*rc = 0;
	if (nr < 0) {
		*rc = fails(c, -nr, "the hypervisor does not say what is free",
			    NULL);
		return -1;
	}
	if (check)
		*rc = check_room(c, v, nr);
	if (c->pool->node < nr)
		free_bytes = v[c->pool->node].free;
	free(v);
	return free_bytes;
}

static int check_name(const struct creation *c)
{
	const char *name = c->config.c_info.name;
	uint32_t domid;

	if (libxl_name_to_domid(c->light, name, &domid))
		return 0;
	return fails(c, EEXIST, say("domain %u has its name, %s", domid,
				    clean(name)),
		     say("xl list; xl destroy %u if it is not wanted, or give this one another name",
			 domid));
}

/* What a killed one holds is room for this one. */
static int mend(const struct creation *c)
{
	int rc, lock = xen_lock(c->file, ACTION);

	if (lock < 0)
		return -lock;
	rc = unfinished_mend(c, lock);
	close(lock);
	return rc;
}

/**
 * create_check - can it be made as it is wanted? Makes nothing
 * @c: with its file, pool, size, light, xc and config; gets need
 *
 * What one that was killed has left is gone then.
 *
 * Returns 0, or an exit code after a complaint.
 */
int create_check(struct creation *c)
{
	uint64_t kb;
	int rc = check_kind(c) ?: check_size(c) ?: mend(c) ?: check_name(c);

	if (rc)
		return rc;
	if (libxl_domain_need_memory(c->light, &c->config, INVALID_DOMID, &kb))
		return fails(c, 0, light_said("libxenlight does not say how much memory it needs"),
			     say("xl create --dryrun %s", c->file));
	c->need = kb * 1024LL;
	look_at_nodes(c, true, &rc);
	return rc;
}

/* What Xen takes without being told a node is of these, if they have it. */
static int prefer_nodes(struct creation *c)
{
	libxl_bitmap *map = &c->config.b_info.nodemap;
	int i;

	libxl_bitmap_dispose(map);
	libxl_bitmap_init(map);
	if (libxl_node_bitmap_alloc(c->light, map, 0))
		return fails(c, ENOMEM, NULL, NULL);
	libxl_defbool_set(&c->config.b_info.numa_placement, false);
	if (c->size < 0) {
		libxl_bitmap_set(map, c->pool->node);
		return 0;
	}
	libxl_for_each_bit(i, *map)
		if (i != c->pool->node)
			libxl_bitmap_set(map, i);
	return 0;
}

static int make(struct creation *c)
{
	int rc;

	placement_begin(c->pool, c->size < 0 ? LLONG_MAX : c->size);
	rc = libxl_domain_create_new(c->light, &c->config, &c->domid, NULL,
				     NULL);
	c->given = placement_end();
	if (!rc)
		return 0;
	return fails(c, 0,
		     light_said(say("libxenlight says %d", rc)),
		     "xl dmesg; what was made of it is gone again");
}

/* What cannot be destroyed stays noted, for the next one to try. */
static void destroy(const struct creation *c, int lock)
{
	if (!libxl_domain_destroy(c->light, c->domid, NULL)) {
		unfinished_forget(lock);
		return;
	}
	warn(c->file, say("its guest cannot be destroyed: %s; xl destroy %u",
			  light_said("libxenlight does not say why"),
			  c->domid));
}

/*
 * As xl does; else a console has nothing to read. The note stays until the guest
 * runs: a guest that has run is not taken for an unfinished one.
 */
static int start(const struct creation *c, int lock)
{
	if (stop_asked())
		return fails(c, EINTR, "a signal ended it; its guest is gone again",
			     NULL);
	if (!c->paused && libxl_domain_unpause(c->light, c->domid, NULL))
		return fails(c, 0, light_said("it cannot be started"), NULL);
	unfinished_forget(lock);
	return 0;
}

static int make_and_look(struct creation *c, int lock)
{
	int rc;
	long long before = look_at_nodes(c, true, &rc), after;

	if (!rc)
		rc = make(c);
	if (rc) {
		unfinished_forget(lock);
		return rc;
	}
	after = look_at_nodes(c, false, &rc);
	c->fell = before - after;
	if (!rc)
		rc = create_verify(c);
	if (!rc)
		rc = start(c, lock);
	if (rc)
		destroy(c, lock);
	return rc;
}

static int create_locked(struct creation *c, int lock)
{
	int rc = unfinished_mend(c, lock);

	if (rc)
		return rc;
	if (libxl_uuid_is_nil(&c->config.c_info.uuid))
		libxl_uuid_generate(&c->config.c_info.uuid);
	unfinished_note(lock, c);
	return make_and_look(c, lock);
}

/**
 * create_guest - make it, and start it if its memory is where it should be
 * @c: as create_check() left it; gets what came of it
 *
 * Returns 0, or an exit code after a complaint; then there is no guest.
 */
int create_guest(struct creation *c)
{
	int lock, rc = prefer_nodes(c);

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
