// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Latency and bandwidth of memory. The kernel shows them for nodes that have
 * memory; before memory is added, firmware tables have them for addresses.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include "firmware.h"
#include "srat.h"

#define TABLES "/sys/firmware/acpi/tables"
#define NODE_ACCESS "/sys/devices/system/node/node%d/access0/initiators"

/* @len is the length, or the negative errno of reading the table. */
struct table {
	char *b;
	int len;
};

struct firmware {
	struct table srat, hmat;
};

static const struct dk_hmat unknown = { -1, -1, -1, -1 };

/**
 * firmware_open - read the tables
 * @fw: receives the tables; firmware_close() frees them
 *
 * A table that is missing or unreadable is reported by the lookups below.
 * Returns 0, or -ENOMEM with @fw set to NULL.
 */
int firmware_open(const struct daxkmem_ctx *ctx, struct firmware **fw)
{
	struct firmware *f = calloc(1, sizeof(*f));

	*fw = f;
	if (!f)
		return -ENOMEM;
	f->srat.len = root_read_all(ctx, &f->srat.b, TABLES "/SRAT");
	f->hmat.len = root_read_all(ctx, &f->hmat.b, TABLES "/HMAT");
	return 0;
}

void firmware_close(struct firmware *fw)
{
	if (!fw)
		return;
	free(fw->srat.b);
	free(fw->hmat.b);
	free(fw);
}

/**
 * firmware_domain - find the proximity domain of a range of addresses
 *
 * Returns 0; -EACCES without root; -ENOENT if the firmware has no entry;
 * -EINVAL if its table is malformed, or the range is empty or wraps around.
 */
int firmware_domain(const struct firmware *fw, u64 start, u64 length, u32 *pxm)
{
	if (fw->srat.len < 0)
		return fw->srat.len;
	if (!length || length > ~0ULL - start)
		return -EINVAL;
	return dk_srat_find((const u8 *)fw->srat.b, fw->srat.len,
			    (struct dk_span){ start, start + length }, pxm);
}

/* Look up @pxm as seen by its initiator or, if @own, the initiator's memory. */
static int look_up(const struct firmware *fw, u32 pxm, bool own,
		   struct dk_hmat *perf)
{
	const u8 *b = (const u8 *)fw->hmat.b;
	u32 from;
	int rc = fw->hmat.len;

	*perf = unknown;
	if (rc < 0)
		return rc;
	rc = dk_hmat_initiator(b, fw->hmat.len, pxm, NULL, &from);
	if (rc)
		return rc;
	return dk_hmat_performance(b, fw->hmat.len, from, own ? from : pxm, perf);
}

/**
 * firmware_performance - look up latency and bandwidth of a domain's memory
 * @perf: receives the values for the initiator that the kernel would choose
 *
 * Returns 0; -EACCES without root; -ENOENT if the firmware has no entry;
 * -EINVAL if its table is malformed; -EOPNOTSUPP if its revision is unknown.
 */
int firmware_performance(const struct firmware *fw, u32 pxm,
			 struct dk_hmat *perf)
{
	return look_up(fw, pxm, false, perf);
}

/**
 * firmware_dram - look up ordinary memory, for comparison
 * @perf: receives the values of the memory in the initiator's own domain
 *
 * The domain of the initiator may have no memory. Returns the same as
 * firmware_performance().
 */
int firmware_dram(const struct firmware *fw, u32 pxm,
		  struct dk_hmat *perf)
{
	return look_up(fw, pxm, true, perf);
}

/* The kernel shows unknown values as 0. */
static long long figure(const struct daxkmem_ctx *ctx, const char *dir,
			const char *name)
{
	long long value = root_number(ctx, "%s/%s", dir, name);

	return value > 0 ? value : -1;
}

static struct daxkmem_performance kernel_figures(const struct daxkmem_ctx *ctx,
						 const char *dir)
{
	return (struct daxkmem_performance){
		figure(ctx, dir, "read_latency"),
		figure(ctx, dir, "write_latency"),
		figure(ctx, dir, "read_bandwidth"),
		figure(ctx, dir, "write_bandwidth"),
	};
}

struct daxkmem_performance daxkmem_node_performance(struct daxkmem_ctx *ctx,
						    int node)
{
	return kernel_figures(ctx, say(NODE_ACCESS, node));
}

/*
 * The kernel combines the CDAT of the devices of a CXL region with the HMAT when
 * its memory first comes online. All values of other devices are -1.
 */
struct daxkmem_performance region_performance(const struct daxkmem_device *d)
{
	if (!*d->texts[DAXKMEM_DECODER])
		return (struct daxkmem_performance){ -1, -1, -1, -1 };
	return kernel_figures(d->ctx, say("%s/../../access0", d->dir));
}

static bool performance_known(const struct daxkmem_performance *p)
{
	return p->read_latency > 0 || p->write_latency > 0 ||
	       p->read_bandwidth > 0 || p->write_bandwidth > 0;
}

/**
 * device_performance - look up latency and bandwidth of a device's memory
 * @fw: from firmware_open(); NULL if that failed
 * @perf: receives the firmware's values for the addresses of the device
 * @dram: receives the values of ordinary memory for the same initiator
 *
 * Unknown values are -1. Returns 0, -ENOMEM if @fw is NULL, or an error of
 * firmware_domain(), firmware_performance() or daxkmem_device_ranges().
 */
int device_performance(const struct daxkmem_device *d,
		       const struct firmware *fw,
		       struct dk_hmat *perf,
		       struct dk_hmat *dram)
{
	struct daxkmem_range *v = NULL;
	int rc = daxkmem_device_ranges(d, &v);
	u32 pxm = 0;

	*perf = *dram = unknown;
	if (!fw)
		rc = -ENOMEM;
	else if (rc > 0)	/* all ranges of a device are on one node */
		rc = firmware_domain(fw, v[0].start, v[0].end - v[0].start,
				     &pxm);
	else if (!rc)
		rc = -ENOENT;
	free(v);
	if (rc)
		return rc;
	firmware_dram(fw, pxm, dram);
	return firmware_performance(fw, pxm, perf);
}

struct daxkmem_performance
daxkmem_device_performance(const struct daxkmem_device *d)
{
	int node = daxkmem_device_number(d, DAXKMEM_NODE);
	struct daxkmem_performance p = { -1, -1, -1, -1 };
	struct dk_hmat perf, dram;
	struct firmware *fw;

	if (node >= 0)
		p = daxkmem_node_performance(d->ctx, node);
	if (!performance_known(&p))
		p = region_performance(d);
	if (performance_known(&p))
		return p;
	firmware_open(d->ctx, &fw);
	device_performance(d, fw, &perf, &dram);
	firmware_close(fw);
	return (struct daxkmem_performance){
		perf.read_latency, perf.write_latency,
		perf.read_bandwidth, perf.write_bandwidth,
	};
}
