// SPDX-License-Identifier: GPL-2.0-only
/* Calls to the hypervisor. */
#include <linux/mm.h>
#include <linux/slab.h>
#include <xen/interface/xen.h>
#include <xen/interface/memory.h>
#include <xen/interface/platform.h>
#include <xen/interface/version.h>
#include <xen/xen.h>
#include <asm/xen/hypercall.h>
#include "core/pxm_mark.h"
#include "xen.h"

/* Check that this kernel can donate memory to Xen. Returns 0 or an errno. */
int dk_xen_check(void)
{
	if (!xen_domain()) {
		pr_err("dax_kmem_xen: this kernel does not run on Xen; bind the device to dax_kmem instead\n");
		return -ENODEV;
	}
	if (!xen_initial_domain()) {
		pr_err("dax_kmem_xen: only Dom0 can donate memory to Xen, and this is a guest; bind the device on the host\n");
		return -EPERM;
	}
	return 0;
}

/* The hypervisor's version, as MAJOR << 16 | MINOR. */
u32 dk_xen_version(void)
{
	return HYPERVISOR_xen_version(XENVER_version, NULL);
}

#define XEN_4_18 (4 << 16 | 18)

/*
 * True if this Xen panics on memory hot-add, unless it is patched: memory_add()
 * writes to node_data[]. Since commit eac84d9d57 ("xen/x86: move generically
 * usable NUMA code from x86 to common") node_data[] is read-only after Xen has
 * booted. No Xen release has fixed that so far.
 */
bool dk_xen_panics(void)
{
	return dk_xen_version() >= XEN_4_18;
}

/**
 * dk_xen_hotadd - add a range of addresses to the hypervisor's heap
 * @span: the range; from now on no part of it may be mapped
 * @pxm: its proximity domain
 * @marked: only let a hypervisor accept the range whose live patch is applied.
 *	Xen applies and reverts live patches between hypercalls, never during one.
 *
 * This cannot be undone.
 *
 * Return: 0, or the hypervisor's errno: -EINVAL if it does not accept the range,
 * the domain or the mark, -EPERM if this domain lacks the privilege.
 */
int dk_xen_hotadd(struct dk_span span, u32 pxm, bool marked)
{
	struct xen_platform_op op = {
		.cmd = XENPF_mem_hotadd,
		.u.mem_add = {
			.spfn = span.start >> PAGE_SHIFT,
			.epfn = span.end >> PAGE_SHIFT,
			.pxm = marked ? pxm ^ DK_PXM_MARK : pxm,
		},
	};

	return HYPERVISOR_platform_op(&op);
}

/* An E820 entry, as XENMEM_machine_memory_map returns it. */
struct e820_line {
	u64 addr;
	u64 size;
	u32 type;
} __packed;

#define E820_RAM 1
#define MOST_LINES 1024

/**
 * dk_xen_ram_end - find the end of the host's memory
 * @end: receives the first address after all memory
 *
 * Dom0's own resource tree may show less memory. May sleep.
 *
 * Return: 0 or an errno.
 */
int dk_xen_ram_end(u64 *end)
{
	struct xen_memory_map map = { .nr_entries = MOST_LINES };
	struct e820_line *lines;
	u32 i;
	int rc;

	lines = kvcalloc(MOST_LINES, sizeof(*lines), GFP_KERNEL);
	if (!lines)
		return -ENOMEM;
	set_xen_guest_handle(map.buffer, lines);
	rc = HYPERVISOR_memory_op(XENMEM_machine_memory_map, &map);
	*end = 0;
	for (i = 0; !rc && i < map.nr_entries; i++)
		if (lines[i].type == E820_RAM)
			*end = max(*end, lines[i].addr + lines[i].size);
	kvfree(lines);
	return rc;
}

/*
 * XEN_SYSCTL_numainfo from Xen's xen/include/public/sysctl.h, which kernels do
 * not declare. It has not changed since Xen 4.6. Only the version that all
 * sysctls share increases, and Xen refuses any version but its own with
 * -EACCES, so try one after another.
 */
#define SYSCTL_NUMAINFO 17
#define NO_NODE 0xffffffffULL	/* XEN_INVALID_MEM_SZ */
#define OLDEST_SYSCTL 0x0c
#define NEWEST_SYSCTL 0x30

struct sysctl_meminfo {
	u64 memsize;
	u64 memfree;
};

struct sysctl_numainfo {
	u32 cmd;
	u32 interface_version;
	u32 num_nodes;
	u32 pad;
	u64 meminfo;
	u64 distance;
	u8 rest[104];
};

static int numainfo(struct sysctl_meminfo *info, u32 *nr)
{
	static u32 version = OLDEST_SYSCTL;
	struct sysctl_numainfo op;
	int rc;

	for (; version <= NEWEST_SYSCTL; version++) {
		op = (struct sysctl_numainfo){
			.cmd = SYSCTL_NUMAINFO,
			.interface_version = version,
			.num_nodes = *nr,
			.meminfo = (unsigned long)info,
		};
		rc = xen_single_call(__HYPERVISOR_sysctl, (unsigned long)&op,
				     0, 0, 0, 0);
		if (rc == -EACCES)
			continue;
		*nr = min(*nr, op.num_nodes);
		return rc;
	}
	version = OLDEST_SYSCTL;
	return -EOPNOTSUPP;
}

/**
 * dk_xen_nodes - read the hypervisor's nodes and the free memory of each
 * @nodes: receives the nodes; none if this fails
 *
 * May sleep. Callers must exclude each other.
 *
 * Return: 0, or an errno if this hypervisor does not report them.
 */
int dk_xen_nodes(struct dk_xen_nodes *nodes)
{
	struct sysctl_meminfo *info;
	u32 i, nr = DK_MOST_XEN_NODES;
	int rc;

	nodes->nr = 0;
	info = kcalloc(nr, sizeof(*info), GFP_KERNEL);
	if (!info)
		return -ENOMEM;
	rc = numainfo(info, &nr);
	for (i = 0; !rc && i < nr; i++)
		nodes->free[i] = info[i].memsize == NO_NODE ? 0 : info[i].memfree;
	if (!rc)
		nodes->nr = nr;
	kfree(info);
	return rc;
}
