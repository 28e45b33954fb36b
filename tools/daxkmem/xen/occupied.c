// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Find memory that a guest already has at some frames, because Xen would
 * silently replace it. A frame that Dom0 can map is memory.
 */
#include "populate.h"	/* first: defines __XEN_TOOLS__ */
#include <errno.h>
#include <sys/mman.h>
#include <xenforeignmemory.h>
#include "silent.h"
#include "silent.h"

#define AT_ONCE 512

/*
 * Return: index of the first page that is memory; -1 if there is none; -2 with
 * errno set if the pages cannot be checked.
 */
static int look(xenforeignmemory_handle *mem, uint32_t domid,
		unsigned long gfn, int nr)
{
	xen_pfn_t pages[AT_ONCE];
	int errors[AT_ONCE], i, found = -1;
	void *at;

	for (i = 0; i < nr; i++)
		pages[i] = gfn + i;
	at = xenforeignmemory_map(mem, domid, PROT_READ, nr, pages, errors);
	if (!at)
		return errno == ENOENT || errno == EINVAL ? -1 : -2;
	for (i = 0; i < nr && found < 0; i++)
		if (!errors[i])
			found = i;
	xenforeignmemory_unmap(mem, at, nr);
	return found;
}

static int walk(xenforeignmemory_handle *mem, const struct population *p,
		unsigned long end, long long *gfn)
{
	unsigned long at;
	int found, nr;

	for (at = p->gfn; at < end; at += nr) {
		nr = end - at < AT_ONCE ? end - at : AT_ONCE;
		found = look(mem, p->info.domain, at, nr);
		if (found == -2)
			return -errno;
		if (found >= 0) {
			*gfn = at + found;
			return 1;
		}
	}
	return 0;
}

/**
 * occupied_first - find the first frame of a population that is already memory
 * @p: the guest, and the frames to check
 * @last: highest frame that the guest has ever used
 * @gfn: receives the frame
 *
 * Return: 1 if there is one, 0 if not, or a negative errno.
 */
int occupied_first(const struct population *p, unsigned long last,
		   long long *gfn)
{
	unsigned long end = p->gfn + p->size / XEN_PAGE;
	xenforeignmemory_handle *mem;
	int rc;

	if ((unsigned long)p->gfn > last)
		return 0;
	mem = xenforeignmemory_open(xen_silent(), 0);
	if (!mem)
		return -errno;
	rc = walk(mem, p, end < last + 1 ? end : last + 1, gfn);
	xenforeignmemory_close(mem);
	return rc;
}
