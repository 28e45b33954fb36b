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
#define ACCESS "/sys/devices/system/node/node%d/access0/initiators"

/* Its length; or why there is none, as a negative errno. */
struct table {
	char *b;
	int len;
};

struct firmware {
	struct table srat, hmat;
};

static const struct hmat_performance unknown = { -1, -1, -1, -1 };

/**
 * firmware_open - reads the tables
 *
 * Only lack of memory is an error here, and @fw is NULL then. That a table is not there, or only
 * for root, is the answer to those who ask for what is in it.
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
 * firmware_domain - the proximity domain of a range of addresses
 *
 * Returns 0; -EACCES: only root may know; -ENOENT: firmware does not say;
 * -EINVAL: its table is damaged, or there is no such range.
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

/* Of @pxm for @from, or of the memory that @from has itself. */
static int look_up(const struct firmware *fw, u32 pxm, bool own,
		   struct hmat_performance *perf)
{
	const u8 *b = (const u8 *)fw->hmat.b;
	u32 from;
	int rc = fw->hmat.len;

	*perf = unknown;
	if (rc < 0)
		return rc;
	rc = hmat_initiator(b, fw->hmat.len, pxm, &from);
	if (rc)
		return rc;
	return hmat_performance(b, fw->hmat.len, from, own ? from : pxm, perf);
}

/**
 * firmware_performance - how fast a domain's memory is
 * @perf: receives it, for the processors that the kernel shows it for
 *
 * Returns 0; -EACCES: only root may know; -ENOENT: firmware does not say;
 * -EINVAL: its table is damaged; -EOPNOTSUPP: its table is of another kind.
 */
int firmware_performance(const struct firmware *fw, u32 pxm,
			 struct hmat_performance *perf)
{
	return look_up(fw, pxm, false, perf);
}

/**
 * firmware_dram - how fast ordinary memory is for the same processors
 *
 * That is memory of their own domain; they may have none. Returns what
 * firmware_performance() returns.
 */
int firmware_dram(const struct firmware *fw, u32 pxm,
		  struct hmat_performance *perf)
{
	return look_up(fw, pxm, true, perf);
}

/* The kernel shows 0 for what it does not know. */
static long long figure(const struct daxkmem_ctx *ctx, int node,
			const char *name)
{
	long long value = root_number(ctx, ACCESS "/%s", node, name);

	return value > 0 ? value : -1;
}

/**
 * node_performance - how fast a node is, as the kernel shows it
 *
 * Returns 0, or -ENOENT if it does not.
 */
int node_performance(const struct daxkmem_ctx *ctx, int node,
		     struct hmat_performance *perf)
{
	*perf = (struct hmat_performance){
		figure(ctx, node, "read_latency"),
		figure(ctx, node, "write_latency"),
		figure(ctx, node, "read_bandwidth"),
		figure(ctx, node, "write_bandwidth"),
	};
	return memcmp(perf, &unknown, sizeof(unknown)) ? 0 : -ENOENT;
}

/**
 * device_performance - how fast a device's memory is, or will be
 * @perf: as firmware says it for the addresses of the device
 * @fw: of firmware_open(); may be NULL
 * @dram: receives what ordinary memory is, for the same processors
 *
 * Both are -1 throughout where they are not known. Returns what firmware_domain() and firmware_performance() return.
 */
int device_performance(const struct daxkmem_device *d,
		       const struct firmware *fw,
		       struct hmat_performance *perf,
		       struct hmat_performance *dram)
{
	struct daxkmem_range *v = NULL;
	int rc = daxkmem_device_ranges(d, &v);
	u32 pxm = 0;

	*perf = *dram = unknown;
	if (!fw)
		rc = -ENOMEM;
	else if (rc > 0)	/* its ranges are all of one node */
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
