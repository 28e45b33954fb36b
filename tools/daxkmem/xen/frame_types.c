// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find the frames that a guest uses. HVMOP_get_mem_type reports one frame, so
 * send many in one multicall. RAM is reported as such, also if it is not
 * allocated yet (populate on demand), and so are mapped pages of other guests
 * and of Xen. Mapped frames of devices look unused: the caller must know them.
 */
#include "mapping.h"	/* first: defines __XEN_TOOLS__ */
#include <errno.h>
#include <xencall.h>
#include <xen/hvm/hvm_op.h>
#include "silent.h"

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

/*
 * Read the types of @nr frames, starting with @gfn, into @a->types. Return: 0,
 * or a negative errno.
 */
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

/* Index of the first used frame; @nr if there is none. */
static int first_used(const struct asking *a, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		if (a->types[i].mem_type != HVMMEM_mmio_dm)
			break;
	return i;
}

/**
 * frames_find_used - find the first frame that a guest uses
 * @domid: a PVH or HVM guest
 * @gfn: first frame to check; receives the used frame, or @end if there is none
 * @end: first frame after the range
 *
 * Return: 0, or a negative errno.
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
