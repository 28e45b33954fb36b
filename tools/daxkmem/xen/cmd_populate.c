// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen populate: add memory from a pool to a guest. */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
#include "ops/device.h"
#include "populate.h"

static const char *gfn_word;

static const struct option_def options[] = {
	{ "gfn", "PAGE", "GFN of the first page, where the guest has no memory yet",
	  WORD, &gfn_word },
	{ 0 },
};

/* Parse SIZE and --gfn. Return: 0, or an exit code after an error message. */
static int read_words(struct population *p, const char *size)
{
	char *end;

	if (parse_size(size, &p->size))
		return usage(size, say("populate: invalid SIZE '%s' (choose a size such as 64M or 1G)",
				       size), "daxkmem xen populate --help");
	p->gfn = -1;
	if (!gfn_word)
		return 0;
	errno = 0;
	p->gfn = strtoll(gfn_word, &end, 0);
	if (!errno && *gfn_word >= '0' && *gfn_word <= '9' && !*end)
		return 0;
	return usage("--gfn", say("populate: invalid --gfn '%s' (choose the number of a 4 KiB page, such as 0x100000)",
				  gfn_word), "daxkmem xen populate --help");
}

static void print(const struct population *p)
{
	struct json_object *o;

	if (!opt.json) {
		printf("%s: added %s from %s (Xen node %d) at 0x%llx\n",
		       clean(p->word), human(p->size), device_name(p->pool->d),
		       p->pool->node, p->gfn * XEN_PAGE);
		return;
	}
	o = json_object_new_object();
	json_put_count(o, "domid", p->info.domain);
	json_put_text(o, "chardev", device_name(p->pool->d));
	json_put_count(o, "xen_node", p->pool->node);
	json_put_count(o, "size", p->size);
	json_put_count(o, "gfn", p->gfn);
	json_print(o);
	json_object_put(o);
}

/* Read size and frames under the lock: another process may be adding some. */
static int populate_locked(struct population *p)
{
	int rc, lock;

	stop_catch();
	lock = xen_lock(p->word, "add memory");
	if (lock < 0)
		return -lock;
	rc = domain_find(p->xc, p->word, "add memory", &p->info);
	if (!rc)
		rc = populate_check(p) ?: populate_guest(p);
	close(lock);
	return rc;
}

static int populate(struct population *p)
{
	int rc = xen_open(&p->xc, p->word, "add memory");

	if (rc)
		return rc;
	rc = populate_locked(p);
	if (!rc)
		print(p);
	xc_interface_close(p->xc);
	return rc;
}

static int run(int argc, char **argv)
{
	struct population p = { .word = argv[0] };
	struct pool pool;
	int rc = read_words(&p, argv[2]);

	(void)argc;
	if (!rc)
		rc = pool_find(&pool, argv[1], "add its memory to a guest");
	if (rc)
		return rc;
	p.pool = &pool;
	rc = populate(&p);
	pool_close(&pool);
	return rc;
}

const struct command cmd_xen_populate = {
	"populate", run, "DOMAIN DEVICE SIZE",
	"add memory from a pool to a PVH guest", options, 3, 3,
};
