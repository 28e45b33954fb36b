// SPDX-License-Identifier: GPL-2.0-only
/*
 * Adds a range of physical addresses to the hypervisor's heap, and checks that
 * the node of a proximity domain grows by it. Written for tools/tests of Xen; see
 * Documentation/upstream/xen-node-data.md.
 *
 * The range must be memory that nothing uses, in a memory entry of the SRAT that
 * is flagged as hot-pluggable. Nothing takes it back before the host reboots, so
 * there is no default. Does no check of its own: with a wrong range, or without
 * the patch, the host panics.
 *
 * usage: test-mem-hotadd START END PXM		END is not included
 */
#define __XEN_TOOLS__
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <xencall.h>
#include <xenctrl.h>
#include <xen/platform.h>

#define MAX_NODES 64
#define PAGE_SHIFT 12

static uint64_t sizes[2][MAX_NODES];

/* The size of each node; 0 where there is none. */
static int read_nodes(xc_interface *xc, uint64_t *v)
{
	xc_meminfo_t info[MAX_NODES];
	unsigned int i, nr = MAX_NODES;

	if (xc_numainfo(xc, &nr, info, NULL))
		return -1;
	for (i = 0; i < nr && i < MAX_NODES; i++)
		v[i] = info[i].memsize == XEN_INVALID_MEM_SZ ? 0 : info[i].memsize;
	return 0;
}

static int add(uint64_t start, uint64_t end, uint32_t pxm)
{
	xencall_handle *call = xencall_open(NULL, 0);
	struct xen_platform_op *op;
	int rc;

	op = call ? xencall_alloc_buffer_pages(call, 1) : NULL;
	if (!op)
		return -1;
	memset(op, 0, sizeof(*op));
	op->cmd = XENPF_mem_hotadd;
	op->interface_version = XENPF_INTERFACE_VERSION;
	op->u.mem_add.spfn = start >> PAGE_SHIFT;
	op->u.mem_add.epfn = end >> PAGE_SHIFT;
	op->u.mem_add.pxm = pxm;
	rc = xencall1(call, __HYPERVISOR_platform_op, (unsigned long)op);
	xencall_free_buffer_pages(call, op, 1);
	xencall_close(call);
	return rc;
}

/* One node has grown, and by the size of the range. */
static int check(uint64_t size)
{
	int i, grown = 0, right = 0;

	for (i = 0; i < MAX_NODES; i++) {
		if (sizes[1][i] == sizes[0][i])
			continue;
		printf("node %d: %llu bytes, were %llu\n", i,
		       (unsigned long long)sizes[1][i],
		       (unsigned long long)sizes[0][i]);
		grown++;
		right += sizes[1][i] - sizes[0][i] == size;
	}
	return grown == 1 && right == 1;
}

int main(int argc, char **argv)
{
	xc_interface *xc;
	uint64_t start, end;

	if (argc != 4) {
		fprintf(stderr, "usage: %s START END PXM\n", argv[0]);
		return 2;
	}
	start = strtoull(argv[1], NULL, 0);
	end = strtoull(argv[2], NULL, 0);
	xc = xc_interface_open(NULL, NULL, 0);
	if (!xc || read_nodes(xc, sizes[0])) {
		fprintf(stderr, "nodes: %s\n", strerror(errno));
		return 2;
	}
	if (add(start, end, strtoul(argv[3], NULL, 0))) {
		fprintf(stderr, "XENPF_mem_hotadd: %s\n", strerror(errno));
		return 1;
	}
	if (read_nodes(xc, sizes[1]) || !check(end - start)) {
		fprintf(stderr, "no node has grown by the size of the range\n");
		return 1;
	}
	xc_interface_close(xc);
	return 0;
}
