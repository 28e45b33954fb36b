// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Find the device of a memory block. Block events come by the hundred, so cache
 * the blocks of all devices until the dax bus changes.
 */
#include <stdlib.h>
#include <string.h>
#include "lib/events/event.h"

struct owner {
	char device[NAME_MAX_LEN + 1];
	unsigned long first, last;	/* blocks */
};

static void add(struct owners *all, const char *device, unsigned long first,
		unsigned long last)
{
	struct owner *o = all->nr ? &all->v[all->nr - 1] : NULL, *more;

	if (o && !strcmp(o->device, device) && o->last + 1 == first) {
		o->last = last;
		return;
	}
	more = reallocarray(all->v, all->nr + 1, sizeof(*more));
	if (!more)
		return;
	all->v = more;
	o = &more[all->nr++];
	snprintf(o->device, sizeof(o->device), "%s", device);
	o->first = first;
	o->last = last;
}

/* Use the ranges of a device that is unbound or bound to the kernel's kmem. */
static void add_ranges(struct owners *all, const struct daxkmem_device *d)
{
	long long size = daxkmem_block_size(all->ctx);
	struct daxkmem_range *r;
	int i, nr = size > 0 ? daxkmem_device_ranges(d, &r) : -1;

	if (nr < 0)
		return;
	for (i = 0; i < nr; i++)
		if ((r[i].start + size - 1) / size < r[i].end / size)
			add(all, device_name(d), (r[i].start + size - 1) / size,
			    r[i].end / size - 1);
	free(r);
}

static void add_device(struct owners *all, const struct daxkmem_device *d)
{
	struct daxkmem_block *b;
	int i, nr = daxkmem_device_blocks(d, &b);

	if (nr < 0) {
		add_ranges(all, d);
		return;
	}
	for (i = 0; i < nr; i++)
		add(all, device_name(d), b[i].id, b[i].id);
	free(b);
}

static void learn(struct owners *all)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(all->ctx, &v);

	all->nr = 0;
	if (nr < 0)
		return;
	for (i = 0; i < nr; i++)
		add_device(all, v[i]);
	daxkmem_devices_free(v, nr);
}

/* Returns the device's name; NULL if there is no dax device or not known. */
const char *owners_find(struct owners *all, unsigned long block)
{
	int i;

	if (all->nr < 0)
		learn(all);
	for (i = 0; i < all->nr; i++)
		if (block >= all->v[i].first && block <= all->v[i].last)
			return all->v[i].device;
	return NULL;
}

/* The dax bus has changed: read the devices again when the next one is asked for. */
void owners_forget(struct owners *all)
{
	all->nr = -1;
}

void owners_free(struct owners *all)
{
	free(all->v);
	all->v = NULL;
	all->nr = -1;
}
