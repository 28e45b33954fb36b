// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Latency and bandwidth of a CXL region, as its memory devices report them in
 * their CDAT. The kernel reads the table of a device when it creates the endpoint;
 * only root can read it in sysfs.
 */
#include <errno.h>
#include <stdlib.h>
#include "cdat.h"
#include "private.h"

static const struct daxkmem_performance unknown = { -1, -1, -1, -1 };

/* Look up the device addresses of an endpoint decoder. Returns 0 or an errno. */
static int look_up(const struct daxkmem_ctx *ctx, const char *decoder,
		   struct dk_hmat *p)
{
	unsigned long long start, size;
	char *table;
	int rc;

	if (!cxl_number(ctx, &start, decoder, "dpa_resource") ||
	    !cxl_number(ctx, &size, decoder, "dpa_size") || !size)
		return -ENOENT;
	rc = root_read_all(ctx, &table, CXL_DEVICES "/%s/../CDAT", decoder);
	if (rc < 0)
		return rc;
	rc = cdat_performance((const u8 *)table, rc, start, size, p);
	free(table);
	return rc;
}

static long long slower(long long a, long long b)
{
	return a < 0 || b < 0 ? -1 : a > b ? a : b;
}

static long long sum(long long a, long long b)
{
	return a < 0 || b < 0 ? -1 : a + b;
}

/*
 * Like the kernel (drivers/cxl/core/cdat.c), take the longest latency and the sum
 * of the bandwidths. A value is unknown if one of the devices does not have it.
 */
struct daxkmem_performance daxkmem_device_cdat(const struct daxkmem_device *d)
{
	int i, ways = d->numbers[DAXKMEM_INTERLEAVE_WAYS];
	struct daxkmem_performance all = { 0 };
	char decoder[CXL_NAME_LEN], memdev[CXL_NAME_LEN];
	struct dk_hmat p;

	for (i = 0; i < ways; i++) {
		if (cxl_region_target(d->ctx, d->texts[DAXKMEM_REGION], i,
				      decoder, memdev) ||
		    look_up(d->ctx, decoder, &p))
			return unknown;
		all.read_latency = slower(all.read_latency, p.read_latency);
		all.write_latency = slower(all.write_latency, p.write_latency);
		all.read_bandwidth = sum(all.read_bandwidth, p.read_bandwidth);
		all.write_bandwidth = sum(all.write_bandwidth, p.write_bandwidth);
	}
	return ways > 0 ? all : unknown;
}
