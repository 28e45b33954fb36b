// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * How fast memory is: as the kernel shows it for a node that has memory, and
 * before that as firmware's tables say it for a range of addresses.
 */
#include <errno.h>
#include <stdlib.h>
#include "firmware.h"
#include "srat.h"

#define TABLES "/sys/firmware/acpi/tables"
#define NODES "/sys/devices/system/node"

struct table {
	char *b;
	int len;
};

static int read_table(const struct daxkmem_ctx *ctx, const char *name,
		      struct table *t)
{
	t->len = root_read_all(ctx, &t->b, TABLES "/%s", name);
	return t->len < 0 ? t->len : 0;
}

static int domain_of(const struct daxkmem_ctx *ctx,
		     const struct daxkmem_range *range, u32 *domain)
{
	struct dk_span span = { range->start, range->end };
	struct table t;
	int rc = read_table(ctx, "SRAT", &t);

	if (rc)
		return rc;
	rc = dk_srat_find((const u8 *)t.b, t.len, span, domain);
	free(t.b);
	return rc;
}

static int look_up(const struct table *t, u32 domain,
		   struct hmat_performance *perf,
		   struct hmat_performance *dram)
{
	const u8 *b = (const u8 *)t->b;
	u32 initiator;
	int rc = hmat_initiator(b, t->len, domain, &initiator);

	if (!rc)
		rc = hmat_performance(b, t->len, initiator, domain, perf);
	/* there may be processors that have no memory of their own */
	if (!rc && hmat_performance(b, t->len, initiator, initiator, dram))
		dram->read_latency = dram->write_latency =
			dram->read_bandwidth = dram->write_bandwidth = -1;
	return rc;
}

/**
 * firmware_performance - how fast a range will be, by SRAT and HMAT
 * @range: physical addresses
 * @perf: receives it, for the processors that are nearest
 * @dram: receives what their own memory is for them
 *
 * Returns 0; -EACCES: only root may know; -ENOENT: firmware does not say;
 * -EINVAL: its table is damaged.
 */
int firmware_performance(const struct daxkmem_ctx *ctx,
			 const struct daxkmem_range *range,
			 struct hmat_performance *perf,
			 struct hmat_performance *dram)
{
	struct table t;
	u32 domain;
	int rc = domain_of(ctx, range, &domain);

	if (!rc)
		rc = read_table(ctx, "HMAT", &t);
	if (rc)
		return rc;
	rc = look_up(&t, domain, perf, dram);
	free(t.b);
	return rc;
}

/**
 * node_performance - how fast a node is, as the kernel shows it
 *
 * Returns 0, or -ENOENT if it does not.
 */
int node_performance(const struct daxkmem_ctx *ctx, int node,
		     struct hmat_performance *perf)
{
	static const char dir[] = NODES "/node%d/access0/initiators/%s";

	perf->read_latency = root_number(ctx, dir, node, "read_latency");
	perf->write_latency = root_number(ctx, dir, node, "write_latency");
	perf->read_bandwidth = root_number(ctx, dir, node, "read_bandwidth");
	perf->write_bandwidth = root_number(ctx, dir, node, "write_bandwidth");
	return perf->read_latency < 0 && perf->read_bandwidth < 0 ? -ENOENT : 0;
}
