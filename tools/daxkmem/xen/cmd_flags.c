// SPDX-License-Identifier: GPL-2.0-or-later
/* daxkmem xen flags: how other toolstacks request memory from a pool. */
#include <stdlib.h>
#include "ops/device.h"
#include "daxkmem_xen.h"

/* The driver's memory flags; if it has none, computed with Xen's header. */
static unsigned int memflags(const struct pool *p)
{
	unsigned long word = strtoul(pool_text(p, "memflags"), NULL, 0);

	return word ? word : XENMEMF_exact_node(p->node);
}

struct line {
	const char *key;
	const char *what;
	const char *text;
};

/* Each line: an interface, whether it guarantees the node, and its usage. */
static void print(const struct pool *p, unsigned int flags)
{
	const struct line lines[] = {
		{ "memflags",
		  "exact; for XENMEM_populate_physmap and similar calls",
		  say("0x%x = XENMEMF_exact_node(%d)", flags, p->node) },
		{ "create", "exact and verified; all or part of a guest's memory",
		  say("daxkmem xen create FILE --pool %s",
		      device_name(p->d)) },
		{ "libxl", "a preference, not exact",
		  say("b_info.nodemap with bit %d set; in JSON \"nodemap\": [ %d ]",
		      p->node, p->node) },
		{ "libxc", "a preference, for memory allocated later",
		  say("xc_domain_node_setaffinity(xch, domid, nodemap with bit %d set)",
		      p->node) },
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(lines); i++)
		printf("%-9s %s\n%10s%s\n", lines[i].key, lines[i].what, "",
		       lines[i].text);
	puts("xl        not possible: xl has no option for memory nodes; cpus= follows CPUs,\n"
	     "          and the pool's node has none; vnuma= is refused for PV guests");
}

static void print_json(const struct pool *p, unsigned int flags)
{
	struct json_object *o = json_object_new_object();
	struct json_object *map = json_object_new_array();

	json_object_array_add(map, json_object_new_int(p->node));
	json_put_text(o, "chardev", device_name(p->d));
	json_put_count(o, "xen_node", p->node);
	json_put_count(o, "memflags", flags);
	json_object_object_add(o, "nodemap", map);
	json_print(o);
	json_object_put(o);
}

static int run(int argc, char **argv)
{
	struct pool p;
	int rc = pool_find(&p, argv[0], "show its flags");

	(void)argc;
	if (rc)
		return rc;
	if (opt.json)
		print_json(&p, memflags(&p));
	else
		print(&p, memflags(&p));
	pool_close(&p);
	return DONE;
}

const struct command cmd_xen_flags = {
	"flags", run, "DEVICE",
	"show a pool's memory flag, and settings for other toolstacks", NULL,
	1, 1,
};
