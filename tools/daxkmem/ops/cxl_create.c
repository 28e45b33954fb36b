// SPDX-License-Identifier: GPL-2.0-or-later
/* The command of cxl(1) that makes a region of a memory device. */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include "ops/cxl.h"

/* A root decoder that can have a region of volatile memory of the device. */
struct window {
	const char *decoder;	/* NULL: there is none */
	const char *memdevs;	/* in the order of its interleave */
	int ways;
};

/* True if the memory device is below this PCI host bridge. */
static bool is_below(const struct daxkmem_memdev *m, const char *bridge)
{
	char path[PATH_MAX], link[PATH_MAX];
	ssize_t n;

	if (root_path(ctx, path, CXL_DEVICES "/%s", m->name))
		return false;
	n = readlink(path, link, sizeof(link) - 1);
	link[n < 0 ? 0 : n] = 0;
	return strstr(link, say("/%s/", bridge));
}

/* The device @wanted, or another one without a region; NULL if there is none. */
static const char *pick(const char *bridge, const struct daxkmem_memdev *wanted)
{
	const char *name = is_below(wanted, bridge) ? wanted->name : NULL;
	struct daxkmem_memdev *v;
	int i, nr = name ? 0 : daxkmem_memdevs(ctx, &v);

	for (i = 0; i < nr && !name; i++)
		if (!*v[i].region && is_below(&v[i], bridge))
			name = say("%s", v[i].name);
	if (nr > 0)
		free(v);
	return name;
}

/* Choose a device for each target of the root decoder. NULL if one has none. */
static const char *members(const char *decoder, const struct daxkmem_memdev *m)
{
	char targets[WORD_LEN], bridge[WORD_LEN], *list = targets, *id;
	const char *name, *text = "";
	bool has = false;

	if (root_read(ctx, targets, sizeof(targets), CXL_DEVICES "/%s/target_list",
		      decoder) <= 0)
		return NULL;
	while ((id = strsep(&list, ","))) {
		if (root_target(ctx, bridge, sizeof(bridge),
				CXL_DEVICES "/%s/../dport%s", decoder, id))
			return NULL;
		name = pick(bridge, m);
		if (!name)
			return NULL;
		has |= !strcmp(name, m->name);
		text = say("%s %s", text, name);
	}
	return has ? text : NULL;
}

/* Prefer a window without interleave. */
static void look_at(struct window *best, const char *decoder,
		    const struct daxkmem_memdev *m)
{
	int ways = root_number(ctx, CXL_DEVICES "/%s/interleave_ways", decoder);
	const char *text;

	if (root_number(ctx, CXL_DEVICES "/%s/cap_ram", decoder) != 1 ||
	    (best->decoder && best->ways <= ways))
		return;
	text = members(decoder, m);
	if (text)
		*best = (struct window){ say("%s", decoder), text, ways };
}

/* Returns the command that makes a region of the memory of @m. */
const char *cxl_create_command(const struct daxkmem_memdev *m)
{
	struct window best = { 0 };
	char **names;
	int i, nr = root_list(ctx, &names, CXL_DEVICES);

	for (i = 0; i < nr; i++)
		if (!strncmp(names[i], "decoder", 7))
			look_at(&best, names[i], m);
	if (nr >= 0)
		root_list_free(names, nr);
	if (!best.decoder)
		return say("cxl create-region -t ram -m %s", m->name);
	if (best.ways < 2)
		return say("cxl create-region -t ram -m -d %s%s", best.decoder,
			   best.memdevs);
	return say("cxl create-region -t ram -m -d %s -w %d%s", best.decoder,
		   best.ways, best.memdevs);
}

/* Returns the step that gets the dax device of a region that lacks one. */
const char *cxl_region_next(const char *region)
{
	char mode[WORD_LEN];

	if (root_read(ctx, mode, sizeof(mode), CXL_DEVICES "/%s/mode", region) > 0 &&
	    !strcmp(mode, "pmem"))
		return say("ndctl create-namespace -m devdax -M mem -r %s", region);
	if (!root_exists(ctx, CXL_DEVICES "/%s/driver", region))
		return say("cxl enable-region %s", region);
	return "modprobe dax_cxl";
}
