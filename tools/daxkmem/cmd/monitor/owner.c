// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find the device of a memory block. Block events come by the hundred, so cache
 * the blocks of all devices until the dax bus changes.
 */
#include <stdlib.h>
#include <string.h>
#include "cmd/monitor/monitor.h"
#include "ops/device.h"

struct owner {
	char device[NAME_MAX_LEN + 1];
	unsigned long first, last;	/* blocks */
};

static struct owner *owners;
static int nr_owners = -1;		/* -1: not cached */

static void add(const char *device, unsigned long first, unsigned long last)
{
	struct owner *o = nr_owners ? &owners[nr_owners - 1] : NULL, *more;

	if (o && !strcmp(o->device, device) && o->last + 1 == first) {
		o->last = last;
		return;
	}
	more = reallocarray(owners, nr_owners + 1, sizeof(*owners));
	if (!more)
		return;
	owners = more;
	o = &owners[nr_owners++];
	snprintf(o->device, sizeof(o->device), "%s", device);
	o->first = first;
	o->last = last;
}

/* Use the ranges of a device that is unbound or bound to the kernel's kmem. */
static void add_ranges(const struct daxkmem_device *d)
{
	long long size = daxkmem_block_size(ctx);
	struct daxkmem_range *r;
	int i, nr = size > 0 ? daxkmem_device_ranges(d, &r) : -1;

	if (nr < 0)
		return;
	for (i = 0; i < nr; i++)
		if ((r[i].start + size - 1) / size < r[i].end / size)
			add(device_name(d), (r[i].start + size - 1) / size,
			    r[i].end / size - 1);
	free(r);
}

static void add_device(const struct daxkmem_device *d)
{
	struct daxkmem_block *b;
	int i, nr = daxkmem_device_blocks(d, &b);

	if (nr < 0) {
		add_ranges(d);
		return;
	}
	for (i = 0; i < nr; i++)
		add(device_name(d), b[i].id, b[i].id);
	free(b);
}

static void learn(void)
{
	struct daxkmem_device **v;
	int i, nr = daxkmem_devices(ctx, &v);

	nr_owners = 0;
	if (nr < 0)
		return;
	for (i = 0; i < nr; i++)
		add_device(v[i]);
	daxkmem_devices_free(v, nr);
}

/* Returns the device's name; NULL if there is no dax device or not known. */
const char *owner_of(unsigned long block)
{
	int i;

	if (nr_owners < 0)
		learn();
	for (i = 0; i < nr_owners; i++)
		if (block >= owners[i].first && block <= owners[i].last)
			return owners[i].device;
	return NULL;
}

/* The dax bus has changed: read the devices again at the next event. */
void owner_forget(void)
{
	nr_owners = -1;
}

void owner_free(void)
{
	free(owners);
	owners = NULL;
	nr_owners = -1;
}
