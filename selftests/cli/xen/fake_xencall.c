// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libxencall and libxenforeignmemory on the model of a host. The known
 * hypercalls are a multicall of HVMOP_get_mem_type, and XENPF_get_symbol.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <xenctrl.h>
#include <xencall.h>
#include <xenforeignmemory.h>
#include <xen/hvm/hvm_op.h>
#include <xen/platform.h>
#include "host.h"

static char handle;

xencall_handle *xencall_open(struct xentoollog_logger *logger,
			     unsigned int open_flags)
{
	(void)logger;
	return called("xencall_open", "%u", open_flags) == GO ?
	       (xencall_handle *)&handle : NULL;
}

int xencall_close(xencall_handle *xcall)
{
	(void)xcall;
	return 0;
}

void *xencall_alloc_buffer_pages(xencall_handle *xcall, size_t nr_pages)
{
	(void)xcall;
	return called("xencall_alloc_buffer_pages", "%zu", nr_pages) == GO ?
	       calloc(nr_pages, PAGE) : NULL;
}

void xencall_free_buffer_pages(xencall_handle *xcall, void *p, size_t nr_pages)
{
	(void)xcall;
	(void)nr_pages;
	free(p);
}

static bool is_ram(uint32_t domid, uint64_t gfn)
{
	const struct extent *e;
	struct p2m p;
	bool ram;

	p2m_load(&p, host_path("domains/%u/p2m", domid));
	e = p2m_find(&p, gfn);
	ram = e && e->ram;
	free(p.v);
	return ram;
}

static long get_mem_type(struct xen_hvm_get_mem_type *type)
{
	if (called("hvmop_get_mem_type", "%u 0x%llx", type->domid,
		   (unsigned long long)type->pfn) == FAIL)
		return -errno;
	type->mem_type = is_ram(type->domid, type->pfn) ? HVMMEM_ram_rw :
							  HVMMEM_mmio_dm;
	return 0;
}

/* The line with that number in the file "symbols" of the model. */
int xencall1(xencall_handle *xcall, unsigned int op, uint64_t arg1)
{
	struct xen_platform_op *p = (void *)(uintptr_t)arg1;
	char *text = host_text(host_path("symbols")), *line, *next = text;
	unsigned int nr = p->u.symdata.symnum, i;
	unsigned long long address;

	(void)xcall;
	if (op != __HYPERVISOR_platform_op || p->cmd != XENPF_get_symbol)
		abort();
	if (called("xencall1", "%u", op) == FAIL) {
		free(text);
		return -1;
	}
	for (i = 0, line = strsep(&next, "\n"); line && i < nr; i++)
		line = strsep(&next, "\n");
	if (line && sscanf(line, "%llx %c %126s", &address,
			   &p->u.symdata.type, p->u.symdata.name.p) == 3) {
		p->u.symdata.address = address;
		p->u.symdata.symnum++;
	}
	free(text);
	return 0;
}

int xencall2(xencall_handle *xcall, unsigned int op, uint64_t arg1,
	     uint64_t arg2)
{
	multicall_entry_t *calls = (void *)(uintptr_t)arg1;
	uint64_t i;

	(void)xcall;
	if (called("xencall2", "%u %llu", op, (unsigned long long)arg2) == FAIL)
		return -1;
	for (i = 0; i < arg2; i++) {
		if (op != __HYPERVISOR_multicall ||
		    calls[i].op != __HYPERVISOR_hvm_op ||
		    calls[i].args[0] != HVMOP_get_mem_type)
			abort();
		calls[i].result = get_mem_type((void *)calls[i].args[1]);
	}
	return 0;
}

xenforeignmemory_handle *xenforeignmemory_open(struct xentoollog_logger *logger,
					       unsigned int open_flags)
{
	(void)logger;
	return called("xenforeignmemory_open", "%u", open_flags) == GO ?
	       (xenforeignmemory_handle *)&handle : NULL;
}

int xenforeignmemory_close(xenforeignmemory_handle *fmem)
{
	(void)fmem;
	return 0;
}

void *xenforeignmemory_map(xenforeignmemory_handle *fmem, uint32_t dom,
			   int prot, size_t pages, const xen_pfn_t *arr,
			   int *err)
{
	size_t i;

	(void)fmem;
	if (called("xenforeignmemory_map", "%u 0x%lx %zu", dom,
		   (unsigned long)arr[0], pages) == FAIL)
		return NULL;
	for (i = 0; i < pages; i++)
		err[i] = is_ram(dom, arr[i]) ? 0 : -EINVAL;
	return mmap(NULL, pages * PAGE, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
}

int xenforeignmemory_unmap(xenforeignmemory_handle *fmem, void *addr,
			   size_t pages)
{
	(void)fmem;
	called("xenforeignmemory_unmap", "%zu", pages);
	return munmap(addr, pages * PAGE);
}
