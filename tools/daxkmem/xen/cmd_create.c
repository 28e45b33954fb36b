// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen create: create a guest with memory from a pool. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "ops/device.h"
#include "create.h"

static const char *pool_word;
static bool paused, leave;

static const struct option_def options[] = {
	{ "pool", "DEVICE", "the pool; DEVICE=SIZE takes only SIZE of the guest's memory from it",
	  WORD, &pool_word },
	{ "paused", NULL, "do not start the guest", FLAG, &paused },
	{ "leave", NULL, "leave no process behind that handles the end of the guest",
	  FLAG, &leave },
	{ 0 },
};

/*
 * Split "DEVICE=SIZE" at the last '=', because DEVICE may be "uuid=...".
 * Without a valid size the whole word is the name, and *size is -1. The caller
 * frees the name. Return: the name; NULL if out of memory.
 */
static char *split(long long *size)
{
	char *name = strdup(pool_word);
	char *equals = name ? strrchr(name, '=') : NULL;

	*size = -1;
	if (equals && !parse_size(equals + 1, size))
		*equals = 0;
	return name;
}

static const char *how(const struct creation *c)
{
	return create_by_pages(c) ? "all of these pages are in the pool" :
	       "the node's free memory decreased accordingly";
}

static void print_json(const struct creation *c)
{
	struct json_object *o = json_object_new_object();

	json_put_count(o, "domid", c->domid);
	json_put_text(o, "name", c->config.name);
	json_put_text(o, "type", c->config.type);
	json_put_text(o, "chardev", device_name(c->pool->d));
	json_put_count(o, "xen_node", c->pool->node);
	json_put_count(o, "size", c->total);
	json_put_count(o, "pool_size", create_wanted(c));
	json_put_text(o, "verified_by", create_by_pages(c) ? "pages" : "free");
	json_print(o);
	json_object_put(o);
}

static void print(const struct creation *c)
{
	printf("%s: domain %u%s, %s of its %s are from %s (Xen node %d); %s\n",
	       clean(c->config.name), c->domid,
	       c->paused ? ", paused" : "", human(create_wanted(c)),
	       human(c->total), device_name(c->pool->d), c->pool->node,
	       how(c));
}

static int create(struct creation *c)
{
	int rc = create_guest(c);

	if (rc)
		return rc;
	if (opt.json)
		print_json(c);
	else
		print(c);
	return DONE;
}

static int with_hypervisor(struct creation *c)
{
	int rc = xen_open(&c->xc, c->file, "create the guest");

	if (rc)
		return rc;
	rc = create(c);
	guest_config_free(&c->config);
	xc_interface_close(c->xc);
	return rc;
}

static int with_pool(struct creation *c, const struct pool *pool)
{
	int err = placing_open(&c->placing, pool, c->size);
	int rc;

	c->pool = pool;
	if (err)
		rc = complain(FAILED, -err, c->file, "create the guest", NULL,
			      next_step(-err, NULL));
	else
		rc = with_hypervisor(c);
	placing_close(&c->placing);
	return rc;
}

static int run(int argc, char **argv)
{
	struct creation c = {
		.file = argv[0], .paused = paused, .leave = leave
	};
	struct pool pool;
	char *name;
	int rc;

	(void)argc;
	if (!pool_word)
		return usage("--pool", "create: missing --pool",
			     "daxkmem xen create FILE --pool DEVICE");
	name = split(&c.size);
	if (!name)
		return complain(FAILED, ENOMEM, "--pool", "read the options",
				NULL, NULL);
	rc = pool_find(&pool, name, "create a guest with its memory");
	free(name);
	if (rc)
		return rc;
	rc = with_pool(&c, &pool);
	pool_close(&pool);
	return rc;
}

const struct command cmd_xen_create = {
	"create", run, "FILE", "create and start a guest with memory from a pool",
	options, 1, 1,
};
