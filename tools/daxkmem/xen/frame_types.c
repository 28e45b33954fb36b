// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a guest has at its frames: Xen tells of one at a time, so it is asked
 * for many in one call. It takes RAM for what it is, also what is not there yet
 * (populate on demand), and pages of other guests and of Xen's. Frames of
 * devices look like none: the caller knows those.
 */
#include "mapping.h"	/* first: it says that this is a tool of Xen's */
#include <errno.h>
#include <xencall.h>
#include <xen/hvm/hvm_op.h>

#define BATCH 256
#define NR_PAGES(type) ((BATCH * sizeof(type) + XEN_PAGE - 1) / XEN_PAGE)

struct asking {
	xencall_handle *call;
	multicall_entry_t *calls;
	struct xen_hvm_get_mem_type *types;
};

static void stop_asking(struct asking *a)
{
	xencall_free_buffer_pages(a->call, a->types,
				  NR_PAGES(struct xen_hvm_get_mem_type));
	xencall_free_buffer_pages(a->call, a->calls,
				  NR_PAGES(multicall_entry_t));
	xencall_close(a->call);
}

static int start_asking(struct asking *a)
{
	*a = (struct asking){ .call = xencall_open(xen_silent(), 0) };
	if (!a->call)
		return -errno;
	a->calls = xencall_alloc_buffer_pages(a->call,
					      NR_PAGES(multicall_entry_t));
	a->types = xencall_alloc_buffer_pages(a->call,
					      NR_PAGES(struct xen_hvm_get_mem_type));
	if (a->calls && a->types)
		return 0;
	stop_asking(a);
	return -ENOMEM;
}

/* Asks for @nr frames from @gfn on. Returns 0, or a negative errno. */
static int ask(const struct asking *a, uint32_t domid, u64 gfn, int nr)
{
	int i;

	for (i = 0; i < nr; i++) {
		a->types[i] = (struct xen_hvm_get_mem_type){
			.domid = domid, .pfn = gfn + i,
		};
		a->calls[i] = (multicall_entry_t){
			.op = __HYPERVISOR_hvm_op,
			.args = { HVMOP_get_mem_type,
				  (unsigned long)&a->types[i] },
		};
	}
	if (xencall2(a->call, __HYPERVISOR_multicall, (unsigned long)a->calls,
		     nr))
		return -errno;
	for (i = 0; i < nr; i++)
		if (a->calls[i].result)
			return (long)a->calls[i].result;
	return 0;
}

/* Index of the first frame that is used; @nr if none is. */
static int first_used(const struct asking *a, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		if (a->types[i].mem_type != HVMMEM_mmio_dm)
			break;
	return i;
}

/**
 * frames_find_used - the first frame that a guest uses
 * @gfn: where to look from; becomes where it is, or @end if there is none
 *
 * Returns 0, or a negative errno.
 */
int frames_find_used(uint32_t domid, u64 *gfn, u64 end)
{
	struct asking a;
	int used, nr, rc = start_asking(&a);

	if (rc)
		return rc;
	while (*gfn < end) {
		nr = end - *gfn < BATCH ? end - *gfn : BATCH;
		rc = ask(&a, domid, *gfn, nr);
		if (rc)
			break;
		used = first_used(&a, nr);
		*gfn += used;
		if (used < nr)
			break;
	}
	stop_asking(&a);
	return rc;
}
